//! The districts of large cities by their names, as people say them in place of the letters: 'Munich, Alpha Bravo'.

/// The letters of a city's district (Fahrzeug-Zulassungsverordnung, annex 1), by its folded name.
pub(super) fn district(name: &str) -> Option<&'static str> {
    DISTRICTS.iter().find(|(city, _)| *city == name).map(|(_, letters)| *letters)
}

#[rustfmt::skip]
const DISTRICTS: &[(&str, &str)] = &[
    ("aachen", "AC"), ("augsburg", "A"), ("bamberg", "BA"), ("bayreuth", "BT"), ("berlin", "B"), ("bielefeld", "BI"), ("bochum", "BO"),
    ("bonn", "BN"), ("bottrop", "BOT"), ("braunschweig", "BS"), ("brunswick", "BS"), ("bremen", "HB"), ("bremerhaven", "HB"), ("chemnitz", "C"),
    ("cologne", "K"), ("cottbus", "CB"), ("dachau", "DAH"), ("darmstadt", "DA"), ("dortmund", "DO"), ("dresden", "DD"), ("duesseldorf", "D"),
    ("dusseldorf", "D"), ("duisburg", "DU"), ("ebersberg", "EBE"), ("erding", "ED"), ("erfurt", "EF"), ("erlangen", "ER"), ("essen", "E"),
    ("frankfurt", "F"), ("freiburg", "FR"), ("freising", "FS"), ("fuerth", "FÜ"), ("gelsenkirchen", "GE"), ("gera", "G"), ("goettingen", "GÖ"),
    ("hagen", "HA"), ("halle", "HAL"), ("hamburg", "HH"), ("hamm", "HAM"), ("hannover", "H"), ("hanover", "H"), ("heidelberg", "HD"),
    ("heilbronn", "HN"), ("herne", "HER"), ("hildesheim", "HI"), ("ingolstadt", "IN"), ("jena", "J"), ("karlsruhe", "KA"), ("kassel", "KS"),
    ("kiel", "KI"), ("koblenz", "KO"), ("koeln", "K"), ("konstanz", "KN"), ("krefeld", "KR"), ("landshut", "LA"), ("leipzig", "L"),
    ("leverkusen", "LEV"), ("luebeck", "HL"), ("ludwigshafen", "LU"), ("magdeburg", "MD"), ("mainz", "MZ"), ("mannheim", "MA"),
    ("moenchengladbach", "MG"), ("muelheim", "MH"), ("muenchen", "M"), ("muenster", "MS"), ("munich", "M"), ("neuss", "NE"), ("nuernberg", "N"),
    ("nuremberg", "N"), ("oberhausen", "OB"), ("offenbach", "OF"), ("oldenburg", "OL"), ("osnabrueck", "OS"), ("paderborn", "PB"), ("passau", "PA"),
    ("pforzheim", "PF"), ("potsdam", "P"), ("regensburg", "R"), ("reutlingen", "RT"), ("rosenheim", "RO"), ("rostock", "HRO"),
    ("saarbruecken", "SB"), ("salzgitter", "SZ"), ("schwerin", "SN"), ("siegen", "SI"), ("solingen", "SG"), ("starnberg", "STA"), ("stuttgart", "S"),
    ("trier", "TR"), ("tuebingen", "TÜ"), ("ulm", "UL"), ("wiesbaden", "WI"), ("wolfsburg", "WOB"), ("wuerzburg", "WÜ"), ("wuppertal", "W"),
    ("zwickau", "Z"),
];
