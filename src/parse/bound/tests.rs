use std::time::Duration;

use super::{Bound, Meaning, Qualifier, Unit};

const NONE: &str = "unparseable";

/// `unparseable`, `n/a`, `near`, or seconds.
fn meaning(bound: &Bound) -> String {
    match bound.meaning {
        None => NONE.to_owned(),
        Some(Meaning::NotApplicable) => "n/a".to_owned(),
        Some(Meaning::NearZero) => "near".to_owned(),
        Some(Meaning::Zero | Meaning::Within { .. }) => bound.upper().unwrap().as_secs_f64().to_string(),
    }
}

fn assert_phrases(table: &[(&str, &str)]) {
    let wrong = table.iter().filter_map(|(phrase, expected)| {
        let read = meaning(&Bound::read(phrase, None));
        (read != *expected).then(|| format!("{phrase:?}: {read}, expected {expected}"))
    });
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn english() {
    assert_phrases(&[
        ("1 hour", "3600"),
        ("< 1 hour", "3600"),
        ("<1h", "3600"),
        ("≤4h", "14400"),
        ("<= 4h", "14400"),
        ("15min", "900"),
        ("15 mins.", "900"),
        ("15-30 minutes", "1800"),
        ("15 – 30 minutes", "1800"),
        ("15 to 30 minutes", "1800"),
        ("between 15 and 30 minutes", "1800"),
        ("from 15 to 30 minutes", "1800"),
        ("30 minutes - 1 hour", "3600"),
        ("0 (stateless) to 24 hours (by tier)", "86400"),
        ("24 hours (dump) to 15 minutes (WAL)", "86400"),
        ("30 min to 2 h", "7200"),
        ("0-15 minutes", "900"),
        ("zero to 5 minutes", "300"),
        ("1 hour - 30 minutes", "3600"),
        ("~5 min", "300"),
        ("about 5 minutes", "300"),
        ("approx. 2 hours", "7200"),
        ("up to ~2 hours", "7200"),
        ("within 4 hours", "14400"),
        ("no more than 30 minutes", "1800"),
        ("not exceeding one day", "86400"),
        ("less than 15 minutes", "900"),
        ("under an hour", "3600"),
        ("4 hours max", "14400"),
        ("max. 4 hours", "14400"),
        ("4 hours or less", "14400"),
        ("one hour", "3600"),
        ("half an hour", "1800"),
        ("a half hour", "1800"),
        ("an hour and a half", "5400"),
        ("one and a half hours", "5400"),
        ("2 and a half hours", "9000"),
        ("a quarter of an hour", "900"),
        ("twenty-four hours", "86400"),
        ("1.5 hours", "5400"),
        ("1½ hours", "5400"),
        ("0.5h", "1800"),
        ("1h 30m", "5400"),
        ("1h30m", "5400"),
        ("1h30", "5400"),
        ("1 h 30 min", "5400"),
        ("1 hour and 30 minutes", "5400"),
        ("1 day 12 hours", "129600"),
        ("90 seconds", "90"),
        ("500 ms", "0.5"),
        ("2 weeks", "1209600"),
        ("1 month", "2592000"),
        ("1 year", "31536000"),
        ("900 years", "28382400000"),
        ("3,600 seconds", "3600"),
        ("01:30:00", "5400"),
        ("PT1H", "3600"),
        ("PT1H30M", "5400"),
        ("P1D", "86400"),
        ("P1DT12H", "129600"),
        ("PT0S", "0"),
        ("4-hour", "14400"),
        ("24-hour RPO", "86400"),
        ("4 hour(s)", "14400"),
        ("sub-second", "1"),
        ("sub-minute", "60"),
        ("< 1 minute RTO", "60"),
        ("< 1 hour for complete instance recovery", "3600"),
        ("1-2 hours (depends on size)", "7200"),
        ("24 hours (daily backups)", "86400"),
        ("< 2 hours (snapshot), < 4 hours (full)", "14400"),
        ("5 minutes for metadata, 1 hour for files", "3600"),
        ("Metadata: 5 minutes, files: 1 hour", "3600"),
        ("5 min / 1 h", "3600"),
        ("4h; 1d for archives", "86400"),
        ("4 hours, depending on size", "14400"),
        ("4 hours if the volume survives", "14400"),
        ("4 hours — tested each quarter", "14400"),
        ("RTO: 4 hours", "14400"),
        ("RTO = 4h", "14400"),
        ("**RTO (Recovery Time Objective)**: 4 hours", "14400"),
        ("`4h`", "14400"),
        ("4&nbsp;hours", "14400"),
        ("&lt; 4 hours", "14400"),
        ("[4 hours](restore.md)", "14400"),
        ("✅ 4 hours", "14400"),
        ("4 hours.", "14400"),
        ("0", "0"),
        ("0 minutes", "0"),
        ("zero", "0"),
        ("Zero data loss", "0"),
        ("no data loss", "0"),
        ("Zero (synchronous replication)", "0"),
        ("RPO=0", "0"),
        ("Near-zero", "near"),
        ("near zero (streaming)", "near"),
        ("~0", "near"),
        ("almost zero", "near"),
        ("Real-time (versioning)", "near"),
        ("near real-time", "near"),
        ("N/A", "n/a"),
        ("N/A (stateless)", "n/a"),
        ("not applicable", "n/a"),
    ]);
}

#[test]
fn what_is_no_bound() {
    let phrases = [
        "",
        " ",
        "-",
        "—",
        "?",
        "TBD",
        "TBD (4 hours?)",
        "depends",
        "best effort",
        "none",
        "Immediate",
        "instant",
        "Continuous",
        "1 working day",
        "2 business hours",
        "4 hours of working time",
        "1048576",
        "42",
        "24/7",
        "24x7",
        "RTO-2025-001",
        "99.9%",
        "> 1 hour",
        "≥ 4h",
        ">= 5 minutes",
        "more than an hour",
        "over 4 hours",
        "at least 15 minutes",
        "4+ hours",
        "4h+",
        "4 hours or more",
        "min. 4 hours",
        "-1 hour",
        "- 1 hour",
        "every 15 minutes",
        "15 minute interval",
        "15-minute backup intervals",
        "daily",
        "hourly",
        "several hours",
        "a few minutes",
        "minutes",
        "minutes to hours",
        "10s of seconds",
        "tens of minutes",
        "3 replicas",
        "0 replicas",
        "5 MB",
        "0 bytes",
        "< 1MB",
        "1 hour / 5 MB",
        "1 hour or the last snapshot",
        "2026-07-31",
        "v1.2.3",
        "1.2.3",
        "12:30",
        "$5",
        "{{ recovery.rto }}",
        "${RTO}",
        "[time]",
        "<time>",
        "Up to last backup",
        "30 - 1 hour",
        "30m-60",
        "1.500 seconds",
        "5M",
        "0 2 * * *",
        "1 hour, 30 minutes",
        "2 hours per month",
        "30 minutes per 100 GB",
        "half a day",
        "7 days retention",
        "4 hours + validation",
        "since 4 hours",
        "4 hours ago",
        "1/2 hour",
        "4 hours 30",
        "4 hours. Past one hour 20 minutes it counts as missed.",
        "< 0",
        "99999999999999999999 hours",
        "999999999999999 years",
        "H100",
        "P",
        "PT",
        "P1H",
        "1:30 hours",
        "1e3 seconds",
        "1 Arbeitstag",
        "3 jours ouvrés",
        "2 días hábiles",
        "1 dia útil",
        "2 giorni lavorativi",
        "3 werkdagen",
        "2个工作日",
        "1営業日",
        "2영업일",
        "1 рабочий день",
        "alle 15 Minuten",
        "toutes les 15 minutes",
        "cada 15 minutos",
        "每15分钟",
        "15分ごと",
        "15분마다",
        "mehr als 1 Stunde",
        "plus de 2 heures",
        "más de 2 horas",
        "mais de 1 hora",
        "più di 1 ora",
        "meer dan 1 uur",
        "hơn 1 giờ",
        "超过1小时",
        "1小时以上",
        "4時間以上",
        "1시간 이상",
        "более 1 часа",
        "powyżej 1 godziny",
        "mindestens 1 Stunde",
        "分钟级",
        "数分",
        "몇 분",
        "mehrere Stunden",
    ];
    assert_phrases(&phrases.map(|phrase| (phrase, NONE)));
}

#[test]
fn other_languages() {
    assert_phrases(&[
        ("5 Minuten", "300"),
        ("1 Stunde", "3600"),
        ("1,5 Stunden", "5400"),
        ("max. 4 Std.", "14400"),
        ("höchstens 30 Min.", "1800"),
        ("innerhalb von 4 Stunden", "14400"),
        ("bis zu 4 Stunden", "14400"),
        ("15 bis 30 Minuten", "1800"),
        ("ca. 2 Stunden", "7200"),
        ("eine Stunde", "3600"),
        ("eine halbe Stunde", "1800"),
        ("eineinhalb Stunden", "5400"),
        ("weniger als eine Stunde", "3600"),
        ("24 Stunden (tägliche Sicherung)", "86400"),
        ("1 Tag", "86400"),
        ("kein Datenverlust", "0"),
        ("nahezu null", "near"),
        ("nicht zutreffend", "n/a"),
        ("4 heures", "14400"),
        ("moins d'une heure", "3600"),
        ("jusqu’à 2 heures", "7200"),
        ("15 à 30 minutes", "1800"),
        ("de 15 à 30 minutes", "1800"),
        ("entre 1 et 4 heures", "14400"),
        ("environ 2 h", "7200"),
        ("une demi-heure", "1800"),
        ("1 h 30", NONE),
        ("2 jours", "172800"),
        ("aucune perte de données", "0"),
        ("quasi nul", "near"),
        ("temps réel", "near"),
        ("sans objet", "n/a"),
        ("4 horas", "14400"),
        ("menos de 15 minutos", "900"),
        ("15 a 30 minutos", "1800"),
        ("hasta 2 horas", "7200"),
        ("media hora", "1800"),
        ("hora y media", NONE),
        ("una hora y media", "5400"),
        ("24 horas (copia diaria)", "86400"),
        ("sin pérdida de datos", "0"),
        ("casi cero", "near"),
        ("no aplica", "n/a"),
        ("até 4 horas", "14400"),
        ("de 1 a 2 horas", "7200"),
        ("menos de 1 hora", "3600"),
        ("meia hora", "1800"),
        ("1 dia", "86400"),
        ("sem perda de dados", "0"),
        ("quase zero", "near"),
        ("não se aplica", "n/a"),
        ("entro 4 ore", "14400"),
        ("meno di un'ora", "3600"),
        ("mezz'ora", "1800"),
        ("da 1 a 2 ore", "7200"),
        ("un an", "31536000"),
        ("1-2 giorni", "172800"),
        ("nessuna perdita di dati", "0"),
        ("non applicabile", "n/a"),
        ("binnen 4 uur", "14400"),
        ("15 tot 30 minuten", "1800"),
        ("een half uur", "1800"),
        ("geen dataverlies", "0"),
        ("n.v.t.", "n/a"),
        ("5 phút", "300"),
        ("dưới 1 giờ", "3600"),
        ("tối đa 4 giờ", "14400"),
        ("từ 15 đến 30 phút", "1800"),
        ("trong vòng 24 giờ", "86400"),
        ("không mất dữ liệu", "0"),
        ("1小时", "3600"),
        ("1 小时", "3600"),
        ("４小时", "14400"),
        ("4小時內", "14400"),
        ("30分钟以内", "1800"),
        ("15~30分钟", "1800"),
        ("15至30分钟", "1800"),
        ("一小时", "3600"),
        ("两小时", "7200"),
        ("二十四小时", "86400"),
        ("十五分鐘", "900"),
        ("半小时", "1800"),
        ("半个小时", "1800"),
        ("一个半小时", "5400"),
        ("1小时30分钟", "5400"),
        ("不超过2小时", "7200"),
        ("约30分钟", "1800"),
        ("24小时（每日备份）", "86400"),
        ("1个月", "2592000"),
        ("零数据丢失", "0"),
        ("近乎零", "near"),
        ("实时", "near"),
        ("不适用", "n/a"),
        ("4時間", "14400"),
        ("4時間以内", "14400"),
        ("15分〜30分", "1800"),
        ("15分から30分", "1800"),
        ("1時間半", "5400"),
        ("約2時間", "7200"),
        ("1時間30分", "5400"),
        ("1時間未満", "3600"),
        ("24時間（日次バックアップ）", "86400"),
        ("最大1日", "86400"),
        ("データ損失なし", "0"),
        ("ほぼゼロ", "near"),
        ("該当なし", "n/a"),
        ("30분", "1800"),
        ("30분 이내", "1800"),
        ("1시간 30분", "5400"),
        ("15~30분", "1800"),
        ("약 2시간", "7200"),
        ("한 시간", "3600"),
        ("1시간 미만", "3600"),
        ("최대 1일", "86400"),
        ("24시간 (일일 백업)", "86400"),
        ("데이터 손실 없음", "0"),
        ("실시간", "near"),
        ("해당 없음", "n/a"),
        ("1 час", "3600"),
        ("до 30 минут", "1800"),
        ("от 15 до 30 минут", "1800"),
        ("не более 4 часов", "14400"),
        ("менее 1 часа", "3600"),
        ("полчаса", "1800"),
        ("1 сутки", "86400"),
        ("24 ч", "86400"),
        ("около 2 часов", "7200"),
        ("без потери данных", "0"),
        ("не применимо", "n/a"),
        ("4 godziny", "14400"),
        ("do 30 minut", "1800"),
        ("mniej niż 1 godzina", "3600"),
        ("pół godziny", "1800"),
        ("1 dzień", "86400"),
        ("bez utraty danych", "0"),
        ("nie dotyczy", "n/a"),
        ("4 saat", "14400"),
        ("30 minuter", "1800"),
    ]);
}

#[test]
fn units_of_bare_numbers() {
    let upper = |phrase, unit| Bound::read(phrase, Some(unit)).upper().map(|upper| upper.as_secs());
    assert_eq!(upper("42", Unit::Minutes), Some(2520));
    assert_eq!(upper("< 4", Unit::Hours), Some(14400));
    assert_eq!(upper("15-30", Unit::Minutes), Some(1800));
    assert_eq!(upper("1", Unit::Days), Some(86400));
    assert_eq!(upper("4 h", Unit::Minutes), Some(14400));
    assert_eq!(upper("0", Unit::Minutes), Some(0));
    assert_eq!(upper("RTO-2025-001", Unit::Hours), None);
    assert_eq!(upper("2026-07-31", Unit::Hours), None);
    assert_eq!(upper("1.2.3", Unit::Hours), None);
    assert_eq!(upper("99%", Unit::Hours), None);
    assert_eq!(upper("> 4", Unit::Hours), None);
    let commented = |phrase| Bound::read(phrase, None).upper().map(|upper| upper.as_secs());
    assert_eq!(commented("900  # 15 minutes"), Some(900));
    assert_eq!(commented("15  # 15 minutes"), Some(900));
    assert_eq!(commented("15  # in minutes"), Some(900));
    assert_eq!(commented("15  # seconds"), Some(15));
    assert_eq!(commented("15  # 4 hours"), None);
    assert_eq!(commented("4096  # in bytes"), None);
    assert_eq!(commented("4h  # of the last drill"), Some(14400));
}

#[test]
fn headers() {
    let table = [
        ("RTO (min)", Some(Unit::Minutes)),
        ("RTO [h]", Some(Unit::Hours)),
        ("RTO in hours", Some(Unit::Hours)),
        ("RTO in Stunden", Some(Unit::Hours)),
        ("RTO, s", Some(Unit::Seconds)),
        ("RTO_seconds", Some(Unit::Seconds)),
        ("rto_minutes", Some(Unit::Minutes)),
        ("rtoMinutes", Some(Unit::Minutes)),
        ("**RPO** (days)", Some(Unit::Days)),
        ("RTO（分）", Some(Unit::Minutes)),
        ("RTO (minutes, measured)", None),
        ("RTO", None),
        ("RTO min", None),
        ("backups per day", None),
        ("RTO (target)", None),
        ("time in seconds", Some(Unit::Seconds)),
    ];
    for (header, unit) in table {
        assert_eq!(Unit::of_header(header), unit, "{header}");
    }
}

#[test]
fn what_a_bound_keeps() {
    let within = |qualifier, from: Option<u64>, upper| {
        Some(Meaning::Within { qualifier, from: from.map(Duration::from_secs), upper: Duration::from_secs(upper) })
    };
    let read = |phrase| Bound::read(phrase, None);
    assert_eq!(read("15-30 minutes").meaning, within(Qualifier::Plain, Some(900), 1800));
    assert_eq!(read("≤ 30min to ≤ 1min").meaning, within(Qualifier::AtMost, Some(60), 1800));
    assert_eq!(read("~ 1 h").meaning, within(Qualifier::About, None, 3600));
    assert_eq!(read("< 1 h").meaning, within(Qualifier::LessThan, None, 3600));
    assert_eq!(read("1 h or less").meaning, within(Qualifier::AtMost, None, 3600));
    assert_eq!(read("約1時間以内").meaning, within(Qualifier::AtMost, None, 3600));

    let bound = read("**24 hours** (daily backups, 3 kept)");
    assert_eq!(
        (bound.text.as_str(), bound.condition.as_deref()),
        ("24 hours (daily backups, 3 kept)", Some("daily backups, 3 kept"))
    );
    assert_eq!(read("24 hours (daily backups)").short(), "24 hours");
    assert_eq!(read("4 hours if the volume survives").short(), "4 hours if the volume survives");
    assert_eq!(read("4 hours if the volume survives").condition.as_deref(), Some("if the volume survives"));
    assert_eq!(read("4 hours — Size matters.").condition.as_deref(), Some("Size matters"));
    assert_eq!(read("4 hours → Tagessicherung").condition.as_deref(), Some("Tagessicherung"));
    assert_eq!(read("< 1 minute RTO").condition, None);
    assert_eq!(read("N/A (stateless)").condition.as_deref(), Some("stateless"));
    assert_eq!(read("best effort").text, "best effort");

    let bound = read("< 2 hours (snapshot), < 4 hours (full)");
    let parts = bound.parts.iter().map(|part| (part.text.as_str(), part.condition.as_deref())).collect::<Vec<_>>();
    assert_eq!(parts, [("< 2 hours (snapshot)", Some("snapshot")), ("< 4 hours (full)", Some("full"))]);
    assert_eq!(bound.meaning, within(Qualifier::LessThan, None, 14400));
    assert_eq!(bound.condition, None);
    let bound = read("Files: 1 day, metadata: 5 min");
    let parts = bound.parts.iter().map(|part| part.condition.as_deref()).collect::<Vec<_>>();
    assert_eq!(parts, [Some("Files"), Some("metadata")]);
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    let mut chars = line.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                fields.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            char => fields.last_mut().unwrap().push(char),
        }
    }
    fields
}

/// What a careful reader of a table's row or of a line with several objectives takes as the phrase.
fn cell(raw: &str, kind: &str) -> String {
    let cells = raw.split('|').map(str::trim).collect::<Vec<_>>();
    if raw.starts_with('|') {
        let named = cells[1].contains("RTO") || cells[1].contains("RPO");
        return cells[if named { 2 } else { cells.len() - 2 }].to_owned();
    }
    // The other objective's part of a line.
    let parts = raw.split([';', 'お']).filter(|part| part.to_lowercase().contains(kind)).collect::<Vec<_>>();
    parts.first().map_or(raw, |part| part.trim()).to_owned()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its input")]
fn phrases_of_public_repositories() {
    let Ok(folder) = std::env::var("DOCSGEN_OBJECTIVES") else { return };
    let list = std::fs::read_to_string(std::path::Path::new(&folder).join("phrases.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in list.lines().skip(1) {
        let fields = fields(line);
        let [raw, kind, expected, confidence, ..] = fields.as_slice() else { panic!("{line}") };
        let unit = (fields[6].contains("RTO (min)")).then_some(Unit::Minutes);
        let bound = Bound::read(&cell(raw, kind), unit);
        let read = bound.upper().map_or(NONE.to_owned(), |upper| upper.as_secs_f64().to_string());
        count += 1;
        let apart = confidence == "ambiguous" && read == NONE;
        if read != *expected && !apart {
            wrong.push(format!("{raw:?} ({confidence}): {read}, expected {expected}"));
        }
    }
    assert!(count > 80 && wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn phrases_agree_where_neither_says_something_else() {
    for (left, right, expected) in [
        ("< 1 hour", "60 minutes", Some(true)),
        ("1 hour", "2 hours", Some(false)),
        ("15-30 minutes", "30 min", Some(true)),
        ("0", "near zero", Some(true)),
        ("0", "N/A (stateless)", Some(true)),
        ("0", "1 second", Some(false)),
        ("N/A", "1 hour", Some(false)),
        ("best effort", "1 hour", None),
        ("< 2 hours (snapshot), < 4 hours (full)", "4 hours", Some(true)),
        ("< 2 hours (snapshot), < 4 hours (full)", "2 hours", Some(true)),
        ("< 2 hours (snapshot), < 4 hours (full)", "3 hours", Some(false)),
    ] {
        let (left, right) = (Bound::read(left, None), Bound::read(right, None));
        assert_eq!(left.agrees(&right), expected, "{left:?} {right:?}");
        assert_eq!(right.agrees(&left), expected, "{right:?} {left:?}");
    }
}

mod random {
    use proptest::prelude::*;

    use super::super::*;

    proptest! {
        /// Whatever is written, a phrase is read without a panic, and its words are the author's.
        #[test]
        fn any_text_is_read(phrase in "(\\PC{0,40}|[<>≤~ 0-9.,:/()-]{0,12} ?(h|min|hours?|分|시간|days?|MB|%|N/A|RTO|RPO)?.{0,12}){1,4}") {
            let bound = Bound::read(&phrase, None);
            prop_assert!(bound.text.len() <= phrase.len());
            prop_assert_eq!(bound.meaning.is_none(), bound.order().is_none());
            prop_assert!(bound.agrees(&bound).unwrap_or(true));
            prop_assert!(bound.text.starts_with(bound.short()));
        }

        /// A time means the same in every spelling.
        #[test]
        fn spellings_of_a_time_mean_the_same(hours in 0_u64..48, minutes in 1_u64..60) {
            let seconds = hours * 3_600 + minutes * 60;
            for phrase in [
                format!("{hours} h {minutes} min"),
                format!("{hours}h{minutes}m"),
                format!("< {hours} hours {minutes} minutes"),
                format!("PT{hours}H{minutes}M"),
                format!("{hours:02}:{minutes:02}:00"),
                format!("**{}** minutes (measured)", hours * 60 + minutes),
            ] {
                let read = Bound::read(&phrase, None).upper();
                prop_assert_eq!(read, Some(Duration::from_secs(seconds)), "{}", phrase);
            }
            prop_assert_eq!(Bound::read(&seconds.to_string(), Some(Unit::Seconds)).upper(), Some(Duration::from_secs(seconds)));
        }
    }
}
