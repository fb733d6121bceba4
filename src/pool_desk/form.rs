//! What is typed on the Pools page, and everything that is wrong with it.

use crate::service::{Refusal, Session, SwaggerUrl, SwaggerUrlProblem, SwaggerUrlWarning};
use crate::units::{Bound, Decimal, Problem, Quantity, VmCount};

/// A field of the create form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CreateField {
    /// The number of VMs.
    Vms,
    /// The swagger URL.
    Swagger,
}

/// The create form as typed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CreateDraft {
    /// The number of VMs.
    pub vms: String,
    /// The URL of the swagger.json of the web service whose plan pays.
    pub swagger: String,
}

/// What is wrong with a field of the create form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// The number cannot be used.
    Number(Problem),
    /// The account may not have it.
    Refused(Refusal),
    /// The URL cannot tie a pool to a plan.
    Swagger(SwaggerUrlProblem),
    /// The URL is unusual, and used all the same.
    Unusual(SwaggerUrlWarning),
}

impl FieldFault {
    /// Whether the form can be sent all the same.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(self, Self::Unusual(_))
    }
}

/// A pool that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creation {
    /// VMs that it is to have.
    pub vms: VmCount,
    /// What decides the plan that pays.
    pub swagger: SwaggerUrl,
}

impl CreateDraft {
    /// What can be asked for, if it can be, and what there is to say of each field, in form order.
    #[must_use]
    pub fn check(&self, session: &Session) -> (Option<Creation>, Vec<(CreateField, FieldFault)>) {
        let mut faults = Vec::new();
        let vms = match read_vms(&self.vms) {
            Ok(vms) => match session.may_create(vms) {
                // Other reasons stand at the button: no number helps against them.
                Err(refusal @ Refusal::TooManyVms { .. }) => {
                    faults.push((CreateField::Vms, FieldFault::Refused(refusal)));
                    None
                }
                _ => Some(vms),
            },
            Err(problem) => {
                faults.push((CreateField::Vms, FieldFault::Number(problem)));
                None
            }
        };
        let swagger = match SwaggerUrl::read(&self.swagger) {
            Ok((swagger, warnings)) => {
                let unusual =
                    warnings.into_iter().map(|warning| (CreateField::Swagger, FieldFault::Unusual(warning)));
                faults.extend(unusual);
                Some(swagger)
            }
            Err(problem) => {
                faults.push((CreateField::Swagger, FieldFault::Swagger(problem)));
                None
            }
        };
        (vms.zip(swagger).map(|(vms, swagger)| Creation { vms, swagger }), faults)
    }
}

/// The number of VMs as typed.
///
/// # Errors
/// When it is not one number, or not within [`Quantity::Vms`].
pub fn read_vms(typed: &str) -> Result<VmCount, Problem> {
    Quantity::Vms.read(typed).map(|vms| VmCount(whole(vms)))
}

/// The number of jobs that are sent at once: 1 to [`crate::service::MOST_JOBS_AT_ONCE`].
pub const JOBS_AT_ONCE: Bound =
    Bound { minimum: Decimal::ONE, maximum: Decimal::ONE_THOUSAND, ..Quantity::Jobs.bound() };

/// The number of jobs to send at once, as typed.
///
/// # Errors
/// When it is not one number, or not within [`JOBS_AT_ONCE`].
pub fn read_jobs(typed: &str) -> Result<u32, Problem> {
    let found = Quantity::Jobs.read(typed)?;
    let bound = JOBS_AT_ONCE;
    if found < bound.minimum {
        Err(Problem::TooSmall { found, bound })
    } else if found > bound.maximum {
        Err(Problem::TooLarge { found, bound })
    } else {
        Ok(whole(found))
    }
}

fn whole(number: Decimal) -> u32 {
    u32::try_from(number.normalize()).unwrap_or(u32::MAX)
}
