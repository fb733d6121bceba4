//! Tests of `poolwise::service`.
