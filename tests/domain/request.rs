//! Tests of `poolwise::request`.
