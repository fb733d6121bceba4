//! The two REST services as data: types, rules, contract, session machine, meter.
