// Buys trips from the simulator with Duffel's own client and prints what it
// does: a whole booking with a bag, a seat, a change and a refund, all heard of
// through a webhook; then holds, batches and refusals. Any surprise ends it with
// an error.
import { createRequire } from 'node:module'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { once, EventEmitter } from 'node:events'
import assert from 'node:assert/strict'

const { Duffel, DuffelError } = createRequire(import.meta.url)('@duffel/api')
const [basePath, token, departureDate, laterDate] = process.argv.slice(2)
const duffel = new Duffel({ token, basePath })
const title = (words) => console.log(`\n# ${words}`)
const say = (...words) => console.log('  ', ...words)
const fen = (amount) => Math.round(Number(amount) * 100)
const yuan = (fens) => (fens / 100).toFixed(2)

const trip = {
  slices: [{ origin: 'PEK', destination: 'SHA', departure_date: departureDate }],
  passengers: [{ type: 'adult' }],
  cabin_class: 'economy',
}

const search = async () => {
  const { data } = await duffel.offerRequests.create({ ...trip, return_offers: true })
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

const refusal = (code, words) => (error) => {
  assert.ok(error instanceof DuffelError, error)
  assert.equal(error.errors[0].code, code)
  say(`${words}:`, error.meta.status, error.errors[0].code)
  return true
}

const flight = (slice) => {
  const [segment] = slice.segments
  return `${segment.marketing_carrier.iata_code}${segment.marketing_carrier_flight_number} at ${segment.departing_at}`
}

// Somebody who listens. The client has no helper for signatures: they are
// checked as Duffel's documentation says.
const arrivals = new EventEmitter()
const waiting = []
let secret = ''
const receiver = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['x-duffel-signature'])
    const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest()
    assert.ok(timingSafeEqual(Buffer.from(v1, 'hex'), expected), 'a signature that is not ours')
    assert.ok(Math.abs(Date.now() / 1000 - Number(t)) < 300, 'a signature of another time')
    waiting.push(JSON.parse(body))
    response.end('ok')
    arrivals.emit('event')
  })
})
receiver.listen(0, '127.0.0.1')
await once(receiver, 'listening')

const heard = async (type, about) => {
  const signal = AbortSignal.timeout(10_000)
  for (;;) {
    const at = waiting.findIndex((event) => event.type === type && (!about || event.data.object.id === about))
    if (at >= 0) {
      const [event] = waiting.splice(at, 1)
      say('event', event.id, event.type, event.data.object.id ?? '', '(signature checked)')
      return event
    }
    await once(arrivals, 'event', { signal })
  }
}

title('A webhook')
const { data: hook } = await duffel.webhooks.create({
  url: `http://127.0.0.1:${receiver.address().port}/`,
  events: ['order.created', 'air.order.changed', 'order_cancellation.created', 'order_cancellation.confirmed'],
})
secret = hook.secret
say('webhook', hook.id, 'for', hook.events.join(', '))
await duffel.webhooks.ping(hook.id)
const ping = await heard('ping.triggered')
const { data: sameEvent } = await duffel.webhooks.get(ping.id)
assert.equal(sameEvent.type, 'ping.triggered')
await duffel.webhooks.redeliver(ping.id)
assert.equal((await heard('ping.triggered')).id, ping.id)

title('A trip with a bag and a seat')
const found = await search()
say('offer request', found.id, 'with', found.offers.length, 'offers')
const flexible = found.offers.find((o) => o.conditions.change_before_departure?.allowed && o.conditions.refund_before_departure?.allowed)
const { data: offer } = await duffel.offers.get(flexible.id, { return_available_services: true })
say('offer', offer.id, offer.total_amount, offer.total_currency, offer.slices[0].fare_brand_name, flight(offer.slices[0]))
const bag = offer.available_services.find((s) => s.type === 'baggage')
say('a bag of', bag.metadata.maximum_weight_kg, 'kg costs', bag.total_amount)
const { data: maps } = await duffel.seatMaps.get({ offer_id: offer.id })
const [map] = maps
assert.equal(map.segment_id, offer.slices[0].segments[0].id)
const free = map.cabins[0].rows.flatMap((r) => r.sections.flatMap((s) => s.elements))
  .filter((e) => e.type === 'seat' && e.available_services.length > 0)
const seat = free.find((e) => Number(e.available_services[0].total_amount) > 0) ?? free[0]
const [seatService] = seat.available_services
say('of', free.length, 'free seats', seat.designator, 'costs', seatService.total_amount)
const services = [{ id: bag.id, quantity: 1 }, { id: seatService.id, quantity: 1 }]
const total = yuan(fen(offer.total_amount) + fen(bag.total_amount) + fen(seatService.total_amount))
const balance = (amount) => ({ type: 'balance', amount, currency: offer.total_currency })
const wanted = {
  type: 'instant',
  selected_offers: [offer.id],
  services,
  payments: [balance(total)],
  passengers: [passenger(found)],
  metadata: { who: 'the official client' },
}
await assert.rejects(duffel.orders.create({ ...wanted, payments: [balance(offer.total_amount)] }),
  refusal('payment_amount_does_not_match_order_amount', 'without money for the bag'))
const { data: order } = await duffel.orders.create(wanted)
say('order', order.id, order.booking_reference, order.total_amount, 'ticket', order.documents[0].unique_identifier)
await heard('order.created', order.id)
const { data: read } = await duffel.orders.get(order.id)
assert.equal(read.total_amount, total)
assert.match(read.documents[0].unique_identifier, /^[0-9]{13}$/)
assert.equal(read.slices[0].segments[0].passengers[0].seat.designator, seat.designator)
assert.deepEqual(read.services.map((s) => s.type).sort(), ['baggage', 'seat'])
say('read back: sits on', read.slices[0].segments[0].passengers[0].seat.designator, 'with', read.services.map((s) => `${s.quantity} ${s.type}`).join(', '))
await assert.rejects(duffel.orders.create(wanted), refusal('offer_request_already_booked', 'the same offer again'))

title('Another bag')
const { data: more } = await duffel.orders.getAvailableServices(order.id)
const { data: heavier } = await duffel.orders.addServices(order.id, {
  add_services: [{ id: more[0].id, quantity: 1 }],
  payment: balance(more[0].total_amount),
})
say('bag for', more[0].total_amount, 'makes', heavier.total_amount)
await heard('air.order.changed', order.id)

title('Another day')
const { data: request } = await duffel.orderChangeRequests.create({
  order_id: order.id,
  slices: {
    remove: [{ slice_id: read.slices[0].id }],
    add: [{ origin: 'PEK', destination: 'SHA', departure_date: laterDate, cabin_class: 'economy' }],
  },
})
say('change request', request.id, 'with', request.order_change_offers.length, 'offers')
const { data: dear } = await duffel.orderChangeOffers.list({ order_change_request_id: request.id, sort: '-change_total_amount', limit: 1 })
const { data: pending } = await duffel.orderChanges.create({ selected_order_change_offer: dear[0].id })
say('change', pending.id, 'to', flight(pending.slices.add[0]), 'costs', pending.change_total_amount, 'of which penalty', pending.penalty_total_amount)
assert.equal(pending.confirmed_at, null)
const { data: confirmed } = await duffel.orderChanges.confirm(pending.id,
  fen(pending.change_total_amount) > 0 ? { payment: balance(pending.change_total_amount) } : undefined)
assert.ok(confirmed.confirmed_at)
await heard('air.order.changed', order.id)
const { data: changed } = await duffel.orders.get(order.id)
assert.equal(changed.total_amount, pending.new_total_amount)
assert.ok(changed.slices[0].segments[0].departing_at.startsWith(laterDate))
assert.notEqual(changed.documents[0].unique_identifier, read.documents[0].unique_identifier)
say('now', flight(changed.slices[0]), changed.total_amount, 'ticket', changed.documents[0].unique_identifier)

title('Given back')
const { data: quote } = await duffel.orderCancellations.create({ order_id: order.id })
say('quote', quote.id, quote.refund_amount, quote.refund_currency, 'of', changed.total_amount, 'to', quote.refund_to)
assert.ok(fen(quote.refund_amount) > 0 && fen(quote.refund_amount) <= fen(changed.total_amount))
await heard('order_cancellation.created', quote.id)
const { data: done } = await duffel.orderCancellations.confirm(quote.id)
assert.equal(done.refund_amount, quote.refund_amount)
await heard('order_cancellation.confirmed', quote.id)
const { data: cancelled } = await duffel.orders.get(order.id)
assert.ok(cancelled.cancelled_at)
assert.equal(cancelled.cancellation.id, quote.id)
assert.deepEqual(cancelled.available_actions, [])
say('cancelled at', cancelled.cancelled_at)

title('The webhook again')
const { data: deliveries } = await duffel.webhooks.listDeliveries({ endpoint_id: hook.id, delivery_success: true })
say(deliveries.length, 'deliveries')
assert.ok(deliveries.length >= 6)
const { data: silent } = await duffel.webhooks.update(hook.id, { active: false })
assert.equal(silent.active, false)
await duffel.webhooks.delete(hook.id)
assert.deepEqual((await duffel.webhooks.list({})).data, [])
receiver.close()

title('Held, paid later')
{
  const found = await search()
  const offer = found.offers.find((o) => !o.payment_requirements.requires_instant_payment)
  assert.ok(offer, 'no offer can be held')
  const { data: held } = await duffel.orders.create({ type: 'hold', selected_offers: [offer.id], passengers: [passenger(found)] })
  say('held', held.id, 'to be paid by', held.payment_status.payment_required_by)
  assert.equal(held.payment_status.awaiting_payment, true)
  assert.equal(held.documents.length, 0)
  const { data: payment } = await duffel.payments.create({ order_id: held.id, payment: balance(held.total_amount) })
  const { data: read } = await duffel.orders.get(held.id)
  assert.match(read.documents[0].unique_identifier, /^[0-9]{13}$/)
  say('paid', payment.id, payment.amount, payment.currency, 'ticket', read.documents[0].unique_identifier)
}

title('Held, given up')
{
  const found = await search()
  const offer = found.offers.find((o) => !o.payment_requirements.requires_instant_payment)
  const { data: held } = await duffel.orders.create({ type: 'hold', selected_offers: [offer.id], passengers: [passenger(found)] })
  const { data: quote } = await duffel.orderCancellations.create({ order_id: held.id })
  const { data: done } = await duffel.orderCancellations.confirm(quote.id)
  assert.ok(done.confirmed_at)
  assert.equal(done.refund_to, 'awaiting_payment')
  const { data: read } = await duffel.orders.get(held.id)
  assert.ok(read.cancelled_at)
  say('cancelled', read.id, 'at', read.cancelled_at)
}

title('In batches')
{
  const { data: batch } = await duffel.batchOfferRequests.create(trip)
  say('batch offer request', batch.id, 'in', batch.total_batches, 'batches')
  let remaining = batch.remaining_batches
  let offers = 0
  while (remaining > 0) {
    const { data: next } = await duffel.batchOfferRequests.get(batch.id)
    assert.ok(next.remaining_batches < remaining)
    remaining = next.remaining_batches
    offers += next.offers.length
    say(next.offers.length, 'offers,', remaining, 'batches remain')
  }
  const { data: all } = await duffel.offerRequests.get(batch.id)
  assert.equal(all.offers.length, offers)
}

title('What is not known')
await assert.rejects(duffel.offers.get('off_0000000000000000000000'), refusal('not_found', 'an unknown offer'))
