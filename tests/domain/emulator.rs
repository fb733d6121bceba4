//! Tests of `poolwise::emulator`.
