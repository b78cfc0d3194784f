// Buys a trip from the simulator with Amadeus' own client: search both ways,
// price with what can be added, look at seats and dearer brands, order, read,
// wait for the tickets, hold and cancel another, and meet some errors. Prints
// what it does; any surprise ends it with an error.
import { createRequire } from 'node:module'
import assert from 'node:assert/strict'
import http from 'node:http'

// The client takes "ssl: false" for "not said", and speaks TLS; it lets itself be
// given another way to send, though.
const plain = { request: (options) => http.request({ ...options, protocol: 'http:' }) }
const Amadeus = createRequire(import.meta.url)('amadeus')
const [host, port, clientId, clientSecret, departureDate, returnDate] = process.argv.slice(2)
const connect = (clientSecret) => new Amadeus({ clientId, clientSecret, host, port, ssl: false, http: plain })
const amadeus = connect(clientSecret)
const say = (...words) => console.log(...words)

const refusedWith = (what, status, code) => (error) => {
  assert.equal(error.response.statusCode, status)
  assert.equal(error.description[0].code, code)
  say(`${what}:`, status, code, error.description[0].title, '-', error.description[0].detail)
  return true
}

const traveler = {
  id: '1',
  dateOfBirth: '1990-03-07',
  gender: 'MALE',
  name: { firstName: 'SAN', lastName: 'ZHANG' },
  contact: {
    emailAddress: 'zhang@example.com',
    phones: [{ deviceType: 'MOBILE', countryCallingCode: '86', number: '13800138000' }],
  },
}

const order = (offer, option, text) =>
  amadeus.booking.flightOrders.post({
    data: {
      type: 'flight-order',
      flightOffers: [offer],
      travelers: [traveler],
      remarks: { general: [{ subType: 'GENERAL_MISCELLANEOUS', text }] },
      ticketingAgreement: { option, delay: option === 'CONFIRM' ? undefined : '6D' },
      contacts: [{ purpose: 'STANDARD', emailAddress: 'desk@example.com' }],
    },
  })

const segmentsOf = (offer) => offer.itineraries.flatMap((i) => i.segments)

// Searched by query, priced with a bag and a seat, bought.
const search = {
  originLocationCode: 'PEK',
  destinationLocationCode: 'SHA',
  departureDate,
  adults: '1',
  max: '20',
}
const found = await amadeus.shopping.flightOffersSearch.get(search)
say('search by query:', found.data.length, 'offers,', found.result.dictionaries.carriers)
assert.equal(found.data.length, found.result.meta.count)

const pricing = (offer, include) =>
  amadeus.shopping.flightOffers.pricing.post(
    { data: { type: 'flight-offers-pricing', flightOffers: [offer] } },
    include ? { include } : undefined,
  )
const offer = found.data[0]
const priced = await pricing(offer, 'bags,detailed-fare-rules')
const bag = priced.result.included.bags['1']
say('priced:', priced.data.flightOffers[0].price.grandTotal, priced.data.flightOffers[0].price.currency)
say('a bag of', bag.weight, bag.weightUnit, 'for', bag.price.amount)
say('rules:', Object.values(priced.result.included['detailed-fare-rules'])[0].fareNotes.descriptions[0].text)

const { data: upsell } = await amadeus.shopping.flightOffers.upselling.post({
  data: { type: 'flight-offers-upselling', flightOffers: [offer] },
})
say('dearer brands:', upsell.map((o) => o.travelerPricings[0].fareDetailsBySegment[0].brandedFare + ' ' + o.price.grandTotal).join(', '))

const { data: seatMaps } = await amadeus.shopping.seatmaps.post({ data: [offer] })
const seats = seatMaps[0].decks[0].seats
const seat = seats.find((s) => s.travelerPricing[0].seatAvailabilityStatus === 'AVAILABLE')
say('seat map:', seats.length, 'seats, chosen', seat.number, 'for', seat.travelerPricing[0].price.total)

const wish = structuredClone(priced.data.flightOffers[0])
const details = wish.travelerPricings[0].fareDetailsBySegment
for (const detail of details) {
  detail.additionalServices = { chargeableCheckedBags: { quantity: 1 } }
}
details[0].additionalServices.chargeableSeatNumber = seat.number
const { data: whole } = await pricing(wish)
const chosen = whole.flightOffers[0]
say('with both:', chosen.price.grandTotal, chosen.price.additionalServices)
assert.equal(
  Number(chosen.price.grandTotal).toFixed(2),
  (Number(chosen.price.total) + Number(bag.price.amount) + Number(seat.travelerPricing[0].price.total)).toFixed(2),
)

const { data: made } = await order(chosen, 'CONFIRM', 'bought by the official client')
say('order', made.id, made.associatedRecords[0].reference, 'tickets so far', made.tickets?.length ?? 0)
assert.equal(made.tickets, undefined)
assert.equal(made.flightOffers[0].price.grandTotal, chosen.price.grandTotal)

const { data: mapped } = await amadeus.shopping.seatmaps.get({ 'flight-orderId': made.id })
assert.equal(mapped[0].decks[0].seats.find((s) => s.number === seat.number).travelerPricing[0].seatAvailabilityStatus, 'OCCUPIED')

// Nobody waits for half a minute here: a call may say how late it is.
const token = await amadeus.client.accessToken.bearerToken(amadeus.client)
const moved = await fetch(`http://${host}:${port}/v1/booking/flight-orders/${made.id}`, {
  headers: { Authorization: `Bearer ${token}`, 'Farebridge-Clock-Offset': '31000' },
})
assert.equal(moved.status, 200)

const { data: read } = await amadeus.booking.flightOrder(made.id).get()
assert.match(read.tickets[0].documentNumber, /^[0-9]{3}-[0-9]{10}$/)
assert.deepEqual(read.tickets[0].segmentIds, segmentsOf(read.flightOffers[0]).map((s) => s.id))
say('half a minute later:', read.tickets[0].documentType, read.tickets[0].documentNumber, read.tickets[0].documentStatus)
await assert.rejects(amadeus.booking.flightOrder(made.id).delete(), refusedWith('cancelling a ticketed order', 400, 4926))

// Searched by body, there and back, held and cancelled.
const { data: returns } = await amadeus.shopping.flightOffersSearch.post({
  currencyCode: 'CNY',
  originDestinations: [
    { id: '1', originLocationCode: 'PEK', destinationLocationCode: 'CAN', departureDateTimeRange: { date: departureDate } },
    { id: '2', originLocationCode: 'CAN', destinationLocationCode: 'PEK', departureDateTimeRange: { date: returnDate, time: '15:00:00', timeWindow: '6H' } },
  ],
  travelers: [{ id: '1', travelerType: 'ADULT' }],
  sources: ['GDS'],
  searchCriteria: { maxFlightOffers: 5 },
})
say('search by body:', returns.length, 'offers, the first', segmentsOf(returns[0]).map((s) => s.carrierCode + s.number).join(' and '))
const { data: held } = await order(returns[0], 'DELAY_TO_CANCEL', 'held by the official client')
say('held', held.id, 'until', held.flightOffers[0].lastTicketingDateTime)
await amadeus.booking.flightOrder(held.id).delete()
const { data: cancelled } = await amadeus.booking.flightOrder(held.id).get()
assert.deepEqual([...new Set(segmentsOf(cancelled.flightOffers[0]).map((s) => s.bookingStatus))], ['CANCELLED'])
say('cancelled', cancelled.id)

// What it cannot do, it says in Amadeus' words.
const cheap = structuredClone(returns[1])
cheap.price.grandTotal = '1.00'
await assert.rejects(order(cheap, 'CONFIRM', 'too cheap'), refusedWith('a price of one yuan', 400, 37200))
await assert.rejects(
  amadeus.shopping.flightOffersSearch.get({ ...search, departureDate: '2020-01-01' }),
  refusedWith('a day in the past', 400, 425),
)
await assert.rejects(amadeus.booking.flightOrder('bm8gb3JkZXI%3D').get(), refusedWith('an unknown order', 404, 1797))
await assert.rejects(connect('wrong').shopping.flightOffersSearch.get(search), (error) => {
  assert.equal(error.code, 'AuthenticationError')
  assert.equal(error.description.error, 'invalid_client')
  say('a wrong secret:', error.response.statusCode, error.description.error_description)
  return true
})
