// Package suppliertest is what every connector must pass: the same purchases
// and the same misfortunes, over HTTP, against a stateful server that speaks the
// connector's protocol.
//
// Owns: the cases and what each must end in (a kind of failure, how many
// bookings are left), and the fault proxy that cuts, delays and replaces
// answers on their way. Also what connectors' own tests share: a scripted server
// (Serve), what a lost call means whatever the protocol (Wire), what every sold
// offer must be (CheckSound).
//
// Does not own: any protocol, the server (the simulator, brought by the
// connector's own test), the decorator's behaviour (tested in supplier).
//
// Invariants: a case knows supplier's port and nothing else; what a supplier
// really has is counted by the rig's own means, never by the connector tested.
package suppliertest
