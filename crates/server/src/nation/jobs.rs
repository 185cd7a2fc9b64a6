//! What people work as, by kind of organisation.

use super::PlannedKind;
use super::sequence::Sequence;

const TRUST: [(u32, &str); 24] = [
    (240, "Staff nurse"),
    (150, "Healthcare assistant"),
    (70, "Ward administrator"),
    (60, "Resident doctor"),
    (50, "Senior nurse"),
    (50, "Consultant"),
    (40, "Porter"),
    (40, "Domestic assistant"),
    (35, "Medical secretary"),
    (30, "Physiotherapist"),
    (30, "Radiographer"),
    (30, "Biomedical scientist"),
    (30, "Midwife"),
    (25, "Occupational therapist"),
    (25, "Paramedic"),
    (20, "Clinical psychologist"),
    (20, "Hospital pharmacist"),
    (15, "Operating department practitioner"),
    (15, "Dietitian"),
    (12, "Service manager"),
    (12, "IT support analyst"),
    (8, "Speech and language therapist"),
    (6, "Estates engineer"),
    (2, "Director"),
];

const COMMISSIONER: [(u32, &str); 9] = [
    (25, "Commissioning manager"),
    (20, "Contracts officer"),
    (15, "Data analyst"),
    (12, "Finance officer"),
    (10, "Quality lead"),
    (8, "Medicines adviser"),
    (6, "Communications officer"),
    (5, "Programme manager"),
    (2, "Director of primary care"),
];

const PRACTICE: [(u32, &str); 9] = [
    (30, "Receptionist"),
    (22, "General practitioner"),
    (14, "Practice nurse"),
    (10, "Healthcare assistant"),
    (8, "Practice administrator"),
    (6, "Practice manager"),
    (5, "Clinical pharmacist"),
    (3, "Social prescriber"),
    (2, "Advanced nurse practitioner"),
];

const PHARMACY: [(u32, &str); 6] = [
    (25, "Pharmacist"),
    (25, "Dispenser"),
    (20, "Counter assistant"),
    (12, "Pharmacy technician"),
    (8, "Delivery driver"),
    (6, "Pharmacy manager"),
];

pub(super) fn title(kind: PlannedKind, sequence: &mut Sequence) -> &'static str {
    let titles: &[(u32, &'static str)] = match kind {
        PlannedKind::Trust => &TRUST,
        PlannedKind::Commissioner => &COMMISSIONER,
        PlannedKind::Practice => &PRACTICE,
        PlannedKind::Pharmacy => &PHARMACY,
    };
    let title: &&str = sequence.weighted(titles);
    title
}
