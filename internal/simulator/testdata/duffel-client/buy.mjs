// Buys a trip from the simulator with Duffel's own client: search, read the
// offer, book and pay at once, hold and pay later, read back, cancel. Prints
// what it does; any surprise ends it with an error.
import { createRequire } from 'node:module'
import assert from 'node:assert/strict'

const { Duffel, DuffelError } = createRequire(import.meta.url)('@duffel/api')
const [basePath, token, departureDate] = process.argv.slice(2)
const duffel = new Duffel({ token, basePath })
const say = (...words) => console.log(...words)

const search = async () => {
  const { data } = await duffel.offerRequests.create({
    slices: [{ origin: 'PEK', destination: 'SHA', departure_date: departureDate }],
    passengers: [{ type: 'adult' }],
    cabin_class: 'economy',
    return_offers: true,
  })
  say('offer request', data.id, 'with', data.offers.length, 'offers')
  assert.ok(data.offers.length > 0)
  return data
}

const passenger = (found) => ({
  id: found.passengers[0].id,
  title: 'mr',
  gender: 'm',
  given_name: 'San',
  family_name: 'Zhang',
  born_on: '1990-03-07',
  email: 'zhang@example.com',
  phone_number: '+8613800138000',
})

// Booked and paid at once.
{
  const found = await search()
  const { data: offer } = await duffel.offers.get(found.offers[0].id, { return_available_services: true })
  say('offer', offer.id, offer.total_amount, offer.total_currency, 'until', offer.expires_at)
  const { data: order } = await duffel.orders.create({
    type: 'instant',
    selected_offers: [offer.id],
    payments: [{ type: 'balance', amount: offer.total_amount, currency: offer.total_currency }],
    passengers: [passenger(found)],
    metadata: { who: 'the official client' },
  })
  say('order', order.id, order.booking_reference, order.documents.map((d) => d.unique_identifier).join(' '))
  const { data: read } = await duffel.orders.get(order.id)
  assert.equal(read.booking_reference, order.booking_reference)
  assert.equal(read.total_amount, offer.total_amount)
  assert.match(read.documents[0].unique_identifier, /^[0-9]{13}$/)
  assert.equal(read.payment_status.awaiting_payment, false)
  await assert.rejects(
    duffel.orders.create({
      type: 'instant',
      selected_offers: [offer.id],
      payments: [{ type: 'balance', amount: offer.total_amount, currency: offer.total_currency }],
      passengers: [passenger(found)],
    }),
    (error) => {
      assert.ok(error instanceof DuffelError)
      say('the same offer again:', error.meta.status, error.errors[0].code)
      return true
    },
  )
}

// Held, paid later.
{
  const found = await search()
  const offer = found.offers.find((o) => !o.payment_requirements.requires_instant_payment)
  assert.ok(offer, 'no offer can be held')
  const { data: held } = await duffel.orders.create({
    type: 'hold',
    selected_offers: [offer.id],
    passengers: [passenger(found)],
  })
  say('held', held.id, 'to be paid by', held.payment_status.payment_required_by)
  assert.equal(held.payment_status.awaiting_payment, true)
  assert.equal(held.documents.length, 0)
  const { data: payment } = await duffel.payments.create({
    order_id: held.id,
    payment: { type: 'balance', amount: held.total_amount, currency: held.total_currency },
  })
  say('paid', payment.id, payment.amount, payment.currency)
  const { data: read } = await duffel.orders.get(held.id)
  assert.match(read.documents[0].unique_identifier, /^[0-9]{13}$/)
  say('ticket', read.documents[0].unique_identifier)
}

// Held, then cancelled.
{
  const found = await search()
  const offer = found.offers.find((o) => !o.payment_requirements.requires_instant_payment)
  const { data: held } = await duffel.orders.create({ type: 'hold', selected_offers: [offer.id], passengers: [passenger(found)] })
  const { data: quote } = await duffel.orderCancellations.create({ order_id: held.id })
  const { data: done } = await duffel.orderCancellations.confirm(quote.id)
  assert.ok(done.confirmed_at)
  const { data: read } = await duffel.orders.get(held.id)
  assert.ok(read.cancelled_at)
  say('cancelled', read.id, 'at', read.cancelled_at)
}

// What it does not know, it says in Duffel's words.
await assert.rejects(duffel.offers.get('off_0000000000000000000000'), (error) => {
  assert.ok(error instanceof DuffelError)
  say('an unknown offer:', error.meta.status, error.errors[0].code)
  return true
})
