//! The services' other side: account, VMs, queues, ledger, faults.
