//! The words of bounds in the languages operations guides are written in, and what each does in a phrase.
//!
//! Keys are lower case; hyphens, apostrophes and spaces between words are one space. Words of scripts without spaces
//! (Chinese, Japanese, Korean, Thai) are written without any.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Qualifier;

pub(super) const SECOND: u64 = 1000;
pub(super) const MINUTE: u64 = 60 * SECOND;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;
pub(super) const WEEK: u64 = 7 * DAY;
/// By convention; nobody plans a recovery by the calendar.
pub(super) const MONTH: u64 = 30 * DAY;
pub(super) const YEAR: u64 = 365 * DAY;

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// A unit of time, in milliseconds.
    Unit(u64),
    /// A whole number written as a word.
    Number(u64),
    /// Half of the unit that follows.
    Half,
    /// `and a half`: half of the unit before or after it more.
    AndHalf,
    /// A whole length of time in one word, in milliseconds: `Viertelstunde`.
    Fixed(u64),
    /// An uncertain number: `several`.
    Vague,
    /// Stands between a number and a unit and counts nothing: `个`.
    Counter,
    /// Before a bound: how it is meant.
    Before(Qualifier),
    /// After a bound: how it is meant.
    After(Qualifier),
    /// Before or after a bound: at most.
    Max,
    /// Makes the figure a lower bound, or one that is open at the top.
    Lower,
    /// Between the ends of a range.
    To,
    /// `bis`: before a bound at most, between two a range.
    Until,
    /// `a`: one in English, between the ends of a range in Spanish.
    Article,
    /// One in English, a year in French.
    An,
    /// Adds, or joins two bounds.
    And,
    /// Joins two bounds.
    Or,
    /// Starts a range whose ends `and` joins.
    Between,
    /// `sub-second`: less than one.
    Sub,
    /// `in`: changes nothing, and names the unit in a comment.
    In,
    /// Changes nothing.
    Filler,
    /// Names the objective.
    Key,
    /// No loss, no time.
    Zero,
    /// Before zero: next to it.
    Near,
    /// Next to no loss.
    NearZero,
    /// There is nothing to bound.
    NotApplicable,
    /// Makes the figure beside it something else than a bound: `business`, `interval`.
    Other,
}

/// The longest key, in words of a script with spaces and in characters of one without.
pub(super) const LONGEST: (usize, usize) = (5, 10);

/// What a key does.
pub(super) fn term(key: &str) -> Option<Term> {
    static TERMS: LazyLock<HashMap<&str, Term>> = LazyLock::new(|| {
        let terms = TABLE.iter().flat_map(|(term, keys)| keys.split('|').map(|key| (key.trim(), *term)));
        terms.filter(|(key, _)| !key.is_empty()).collect()
    });
    TERMS.get(key).copied()
}

const TABLE: &[(Term, &str)] = &[
    // Units.
    (Term::Unit(1), "ms|msec|millisecond|milliseconds|millisekunden|millisecondes|milisegundos|毫秒|ミリ秒|밀리초|мс"),
    (
        Term::Unit(SECOND),
        "s|sec|secs|second|seconds|sek|sekunde|sekunden|seconde|secondes|seg|segs|segundo|segundos|secondo|secondi|\
         seconden|giây|秒|秒钟|秒鐘|秒間|초|초간|с|сек|секунда|секунды|секунд|секунду|sekunda|sekundy|sekund|sekundę|\
         saniye|sekunder|sekunti|sekuntia|detik|másodperc|secunde|sekundi|секунди|วินาที|ثانية|ثواني",
    ),
    (
        Term::Unit(MINUTE),
        "m|min|mins|mn|minute|minutes|minuten|minuto|minutos|minuti|minuut|phút|分|分钟|分鐘|分間|분|분간|мин|минута|минуты|\
         минут|минуту|minuta|minuty|minut|minutę|dakika|dk|minuter|minutter|minuutti|minuuttia|menit|perc|хв|хвилина|\
         хвилини|хвилин|นาที|دقيقة|دقائق",
    ),
    (
        Term::Unit(HOUR),
        "h|hr|hrs|hour|hours|std|stunde|stunden|heure|heures|hora|horas|ora|ore|uur|uren|giờ|tiếng|小时|小時|时间|時間|钟头|\
         鐘頭|시간|ч|час|часа|часов|година|години|годин|godzina|godziny|godzin|godzinę|godz|saat|timme|timmar|timer|\
         tunti|tuntia|hodina|hodiny|hodin|hodinu|jam|óra|oră|ชั่วโมง|ساعة|ساعات",
    ),
    (
        Term::Unit(DAY),
        "d|day|days|tag|tage|tagen|jour|jours|día|días|dia|dias|giorno|giorni|dag|dagen|ngày|天|日|日間|일|일간|день|дня|дней|\
         сутки|суток|днів|дні|dzień|dni|doba|doby|gün|dagar|dage|dager|døgn|dygn|päivä|päivää|den|dny|dní|hari|nap|zi|zile|วัน|\
         يوم|أيام",
    ),
    (
        Term::Unit(WEEK),
        "w|wk|wks|week|weeks|woche|wochen|semaine|semaines|semana|semanas|settimana|settimane|weken|tuần|周|週|週間|星期|\
         礼拜|주|주일|주간|неделя|недели|недель|неделю|tydzień|tygodnie|tygodni|hafta|vecka|veckor|uge|uger|uke|uker|\
         viikko|viikkoa|týden|týdny|týdnů|minggu|hét|săptămână|săptămâni|тиждень|тижні|тижнів",
    ),
    (
        Term::Unit(MONTH),
        "mo|mos|month|months|monat|monate|monaten|mois|mes|meses|mês|mese|mesi|maand|maanden|tháng|个月|個月|ヶ月|か月|カ月|\
         ヵ月|ケ月|개월|달|месяц|месяца|месяцев|miesiąc|miesiące|miesięcy|ay|månad|månader|måned|måneder|měsíc|měsíce|\
         měsíců|bulan",
    ),
    (
        Term::Unit(YEAR),
        "y|yr|yrs|year|years|jahr|jahre|jahren|ans|année|années|año|años|ano|anos|anno|anni|jaar|jaren|năm|年|년|года|лет|\
         rok|lata|lat|yıl|år",
    ),
    // Numbers.
    (
        Term::Zero,
        "zero|null|zéro|cero|nul|không|零|ゼロ|제로|ноль|нуль|нулевой|нулевая|нулевое|нулевые|zera|zerowa|zerowy|noll|sıfır",
    ),
    (
        Term::Number(1),
        "one|ein|eine|einer|einem|einen|eins|une|un|una|uno|um|uma|één|een|một|한|один|одна|одну|одного|одной|jeden|jedna|jedną|jednej|jednego|bir|ett",
    ),
    (Term::Number(2), "two|zwei|deux|dos|dois|duas|due|twee|hai|두|два|две|двух|dwa|dwie|dwóch|iki"),
    (Term::Number(3), "three|drei|trois|tres|três|tre|drie|ba|세|три|трёх|трех|trzy|trzech|üç"),
    (Term::Number(4), "four|vier|quatre|cuatro|quatro|quattro|bốn|네|четыре|четырёх|четырех|cztery|czterech|dört"),
    (Term::Number(5), "five|fünf|cinq|cinco|cinque|vijf|năm phút|다섯|пять|пяти|pięć|pięciu|beş"),
    (Term::Number(6), "six|sechs|seis|sei|zes|sáu|여섯|шесть|шести|sześć|sześciu|altı"),
    (Term::Number(7), "seven|sieben|sept|siete|sete|sette|zeven|bảy|일곱|семь|семи|siedem"),
    (Term::Number(8), "eight|acht|huit|ocho|oito|otto|tám|여덟|восемь|восьми|osiem|ośmiu|sekiz"),
    (Term::Number(9), "nine|neun|neuf|nueve|nove|negen|chín|아홉|девять|dziewięć"),
    (Term::Number(10), "ten|zehn|dix|diez|dez|dieci|tien|mười|열|십|десять|десяти|dziesięć|dziesięciu"),
    (Term::Number(12), "twelve|zwölf|douze|doce|doze|dodici|twaalf|열두|двенадцать|двенадцати|dwanaście|dwunastu"),
    (
        Term::Number(15),
        "fifteen|fünfzehn|quinze|quince|quindici|vijftien|mười lăm|십오|пятнадцать|пятнадцати|piętnaście|piętnastu",
    ),
    (Term::Number(20), "twenty|zwanzig|vingt|veinte|vinte|venti|twintig|이십|двадцать|двадцати|dwadzieścia|dwudziestu"),
    (
        Term::Number(24),
        "twenty four|vierundzwanzig|vingt quatre|veinticuatro|vinte e quatro|ventiquattro|vierentwintig|двадцать четыре|\
         dwadzieścia cztery",
    ),
    (
        Term::Number(30),
        "thirty|dreißig|dreissig|trente|treinta|trinta|trenta|dertig|ba mươi|삼십|тридцать|тридцати|trzydzieści|trzydziestu",
    ),
    (Term::Number(36), "thirty six|sechsunddreißig"),
    (Term::Number(40), "forty|vierzig|quarante|cuarenta|quarenta|quaranta|veertig|сорок|czterdzieści"),
    (
        Term::Number(45),
        "forty five|fünfundvierzig|quarante cinq|cuarenta y cinco|quarenta e cinco|quarantacinque|vijfenveertig|сорок пять",
    ),
    (
        Term::Number(48),
        "forty eight|achtundvierzig|quarante huit|cuarenta y ocho|quarenta e oito|quarantotto|achtenveertig|сорок восемь",
    ),
    (Term::Number(50), "fifty|fünfzig|cinquante|cincuenta|cinquenta|cinquanta|vijftig|пятьдесят"),
    (Term::Number(60), "sixty|sechzig|soixante|sesenta|sessenta|sessanta|zestig|шестьдесят|sześćdziesiąt"),
    (Term::Number(72), "seventy two|zweiundsiebzig|soixante douze|setenta y dos|setenta e dois"),
    (Term::Number(90), "ninety|neunzig|quatre vingt dix|noventa|novanta|negentig|девяносто"),
    (Term::Half, "half|halbe|halben|halb|demi|demie|media|meia|mezza|mezz|halve|半|반|nửa|pół"),
    (
        Term::AndHalf,
        "and a half|and one half|et demie|et demi|y media|y medio|e meia|e meio|e mezza|e mezzo|с половиной|i pół|rưỡi|und eine halbe",
    ),
    (
        Term::Fixed(HOUR / 2),
        "half an hour|half a hour|demi heure|media hora|meia hora|mezz ora|mezza ora|mezzora|half uur|halfuur|nửa giờ|nửa tiếng|\
         halbstunde|полчаса|получаса|pół godziny|półgodziny|half hour",
    ),
    (
        Term::Fixed(HOUR / 4),
        "quarter of an hour|quarter hour|viertelstunde|quart d heure|cuarto de hora|quarto de hora|quarto d ora|kwartier|kwadrans",
    ),
    (Term::Fixed(3 * HOUR / 4), "three quarters of an hour|dreiviertelstunde"),
    (
        Term::Fixed(3 * HOUR / 2),
        "anderthalb stunden|eineinhalb stunden|anderhalf uur|полтора часа|полутора часов|półtorej godziny",
    ),
    (Term::Fixed(DAY), "하루|하루이내"),
    (Term::Fixed(2 * DAY), "이틀"),
    (Term::Fixed(WEEK), "일주일"),
    (
        Term::Vague,
        "several|few|a few|some|a couple of|couple of|mehrere|mehreren|einige|einigen|wenige|wenigen|ein paar|quelques|plusieurs|\
         varias|varios|algunos|algunas|unos pocos|pocos|pocas|alguns|algumas|poucos|poucas|vários|várias|alcuni|alcune|pochi|\
         poche|qualche|enkele|paar|vài|một vài|数|數|几|幾|若干|несколько|нескольких|kilka|kilku|몇|수",
    ),
    (Term::Counter, "个|個|of"),
    // How a bound is meant.
    (
        Term::Before(Qualifier::LessThan),
        "less than|fewer than|lower than|shorter than|under|below|in less than|in under|inside of|unter|weniger als|kürzer als|\
         in weniger als|in unter|moins de|moins d|en moins de|en moins d|inférieur à|inférieure à|menos de|en menos de|\
         inferior a|em menos de|menor que|meno di|in meno di|inferiore a|minder dan|onder|onder de|korter dan|dưới|ít hơn|nhỏ hơn|少于|少於|小于|小於|低于|\
         低於|不到|不足|менее|менее чем|меньше|меньше чем|до менее|poniżej|mniej niż|krócej niż|under en|mindre än|mindre enn",
    ),
    (
        Term::Before(Qualifier::AtMost),
        "up to|at most|no more than|not more than|no longer than|not longer than|no greater than|not over|not exceeding|not to exceed|\
         must not exceed|should not exceed|within|within the|lasts at most|innerhalb von|innerhalb|innert|binnen|höchstens|längstens|\
         nicht mehr als|nicht länger als|bis zu|au plus|pas plus de|pas plus d|dans les|en l espace de|jusqu à|como máximo|\
         como mucho|dentro de|no más de|hasta un máximo de|no máximo|não mais de|não mais que|não mais do que|em até|\
         entro|al massimo|al più|non più di|fino a|hoogstens|ten hoogste|niet meer dan|trong vòng|trong|không quá|\
         không vượt quá|nhiều nhất|不超过|不超過|最多|至多|不大于|不大於|不多于|не более|не больше|не более чем|в течение|в пределах|\
         w ciągu|nie więcej niż|nie dłużej niż|co najwyżej|najwyżej|en az fazla|inom|innen|högst|als hoechstens",
    ),
    (
        Term::Max,
        "max|maximum|maximum of|max of|maximal|maximale|maximaal|máximo|máximo de|máx|massimo|massimo di|tối đa|最大|最长|最長|最高|\
         최대|최장|максимум|макс|maksymalnie|maks|maksimum|at the most|tops|at worst|worst case",
    ),
    (
        Term::Before(Qualifier::About),
        "about|around|approximately|approx|roughly|circa|ca|cca|c|typically|usually|normally|expected|etwa|ungefähr|rund|zirka|\
         typischerweise|in der regel|environ|env|à peu près|approximativement|autour de|alrededor de|aproximadamente|aprox|unos|unas|cerca de|\
         más o menos|por volta de|mais ou menos|indicativamente|all incirca|ongeveer|rond|khoảng|tầm|chừng|大约|大約|约|約|\
         大概|左右|およそ|おおよそ|だいたい|약|대략|около|примерно|приблизительно|ориентировочно|około|mniej więcej|w przybliżeniu",
    ),
    (
        Term::After(Qualifier::AtMost),
        "or less|or fewer|or faster|or better|or shorter|oder weniger|oder kürzer|ou moins|o menos|ou menos|o meno|of minder|\
         или меньше|или менее|lub mniej|hoặc ít hơn|trở xuống|以内|以內|之内|之內|内|內|以下|以内に|이내|이내로|이내에|이하|내|内に",
    ),
    (Term::After(Qualifier::LessThan), "未満|未满|未滿|미만"),
    (Term::After(Qualifier::About), "程度|前後|ほど|くらい|ぐらい|정도|상당|上下|or so|give or take"),
    (
        Term::Lower,
        "over|more than|greater than|longer than|at least|minimum|minimum of|above|exceeds|exceeding|no less than|not less than|\
         mehr als|mindestens|über|minimal|länger als|plus de|plus d|au moins|más de|al menos|por lo menos|mínimo|mais de|\
         pelo menos|no mínimo|più di|almeno|oltre|meer dan|minstens|ten minste|hơn|ít nhất|trên|tối thiểu|超过|超過|大于|大於|多于|至少|最少|\
         最短|최소|более|более чем|больше|свыше|не менее|не меньше|минимум|powyżej|ponad|co najmniej|więcej niż|nie mniej niż|or more|\
         or longer|or greater|or higher|or above|and up|and more|and above|plus|oder mehr|oder länger|ou plus|o más|ou mais|o più|\
         of meer|of langer|или более|или больше|и более|и больше|lub więcej|trở lên|hoặc hơn|以上|以上の|이상|초과|超|超え|を超える|余|開外",
    ),
    (Term::To, "to|through to|à|至|到|から|～から|에서|부터|đến|tới"),
    (Term::Until, "until|till|bis|hasta|até|tot|до|do|fino|まで|까지"),
    (Term::Article, "a"),
    (Term::An, "an"),
    (Term::And, "and|und|et|y|e|и|та|và|和|與|与|及|と|および|및|와|과|i"),
    (Term::Or, "or|oder|ou|o|или|lub|hoặc|或|或者|または|もしくは|또는|혹은"),
    (Term::Between, "between|zwischen|entre|tra|fra|tussen|между|między"),
    (Term::Sub, "sub"),
    (Term::In, "in|en|em|dans"),
    // What changes nothing.
    (
        Term::Filler,
        "the|is|are|was|be|then|our|its|it|this|that|of|target|targets|target is|targeted|goal|objective|objectives|value|set|set to|\
         defined as|overall|total|in total|all in|estimated|estimate|est|guaranteed|recovery|time|duration|from|should be|must be|will be|with|\
         we aim for|aim|aims|zielwert|ziel|ist|beträgt|liegt bei|der|die|das|von|insgesamt|gesamt|est de|cible|objectif|le|la|les|de|du|des|\
         total de|es|es de|el|los|las|objetivo|meta|é|é de|o objetivo|è|è di|di|obiettivo|il|lo|l|doel|is maximaal|het|de maximale|mục tiêu|là|目标|目標|为|為|是|は|が|で|을|를|은|는|\
         목표|цель|составляет|от|od|da|wynosi|cel|从|從|自|此|在|từ|only|just|data|loss|of data loss|data loss|of loss|downtime|of downtime|of data|datenverlust|perte de données|\
         perte|de données|de perte de données|pérdida|de pérdida de datos|de datos|perda de dados|de perda de dados|dataverlies|的数据|数据丢失|です|以内です|입니다",
    ),
    (
        Term::Key,
        "rto|rpo|rto target|rpo target|target rto|target rpo|recovery time objective|recovery point objective|recovery time|recovery point|\
         recovery time target|recovery point target|wiederherstellungszeit|wiederherstellungspunkt|temps de reprise|objectif de temps de reprise|\
         objectif de point de reprise|tiempo de recuperación|punto de recuperación|tempo de recuperação|ponto de recuperação|\
         tempo di ripristino|hersteltijd|恢复时间|恢復時間|恢复时间目标|恢复点目标|恢复点|目標復旧時間|目標復旧時点|復旧時間|복구시간|복구시간목표|복구시점|\
         복구시점목표|время восстановления|точка восстановления|czas odtworzenia|thời gian khôi phục",
    ),
    // No loss.
    (
        Term::Zero,
        "no data loss|no loss|zero loss|zero data loss|without data loss|no data is lost|nothing is lost|no lost data|lossless|no downtime|zero downtime|\
         without downtime|0 data loss|kein datenverlust|keinerlei datenverlust|keine datenverluste|ohne datenverlust|verlustfrei|keine ausfallzeit|\
         ohne ausfallzeit|aucune perte de données|aucune perte|zéro perte de données|zéro perte|sans perte de données|sans perte|pas de perte de données|\
         pas de perte|aucune donnée perdue|sin pérdida de datos|sin pérdida|sin pérdidas|ninguna pérdida de datos|ninguna pérdida|cero pérdida de datos|\
         sem perda de dados|sem perda|sem perdas|nenhuma perda de dados|nenhuma perda|zero perda de dados|zero perda|nessuna perdita di dati|\
         nessuna perdita|senza perdita di dati|zero perdite|geen dataverlies|geen gegevensverlies|zonder dataverlies|geen verlies|nul dataverlies|\
         không mất dữ liệu|không mất mát dữ liệu|không có mất dữ liệu|không mất mát|无数据丢失|無數據丟失|无数据损失|無資料遺失|無資料丟失|\
         無資料損失|零丢失|零丟失|零数据丢失|零數據丟失|零損失|零损失|数据零丢失|數據零丟失|資料零遺失|資料零損失|不丢数据|不丢失数据|\
         不丟失數據|不会丢失数据|没有数据丢失|沒有數據丟失|データ損失なし|データ損失無し|データ損失ゼロ|データロスなし|データロスゼロ|データ消失なし|\
         データ喪失なし|損失なし|損失ゼロ|ゼロダウンタイム|데이터손실없음|데이터유실없음|데이터손실제로|손실없음|유실없음|무손실|무중단|\
         без потери данных|без потерь данных|без потерь|нет потери данных|нет потерь данных|нет потерь|нулевая потеря данных|нулевые потери|\
         потерь нет|потери данных нет|отсутствие потерь|без втрати даних|без втрат|brak utraty danych|bez utraty danych|brak strat|zero utraty danych|\
         zerowa utrata danych|ingen dataförlust|ingen dataforlust|ingen datatab|ei tietojen menetystä|veri kaybı yok|sıfır veri kaybı|tanpa kehilangan data",
    ),
    (
        Term::Near,
        "near|nearly|almost|close to|virtually|practically|effectively|next to|nahezu|fast|beinahe|annähernd|quasi|presque|quasiment|\
         proche de|casi|cercano a|cercana a|próximo a|próxima a|quase|próximo de|próxima de|perto de|vicino a|vicina a|bijna|vrijwel|\
         nagenoeg|gần|gần như|gần bằng|xấp xỉ|接近|接近于|接近於|近乎|近|几乎|幾乎|趋近|趋近于|ほぼ|ほとんど|限りなく|거의|почти|практически|\
         близко к|близок к|близкое к|близка к|bliski|bliskie|bliska|blisko|prawie|niemal|nästan|næsten|nesten|lähes|neredeyse|hampir",
    ),
    (
        Term::NearZero,
        "real time|realtime|near real time|near realtime|nearly real time|almost real time|close to real time|echtzeit|in echtzeit|nahezu echtzeit|\
         nahe null|nahe echtzeit|beinahe echtzeit|near null|temps réel|en temps réel|quasi temps réel|en quasi temps réel|tiempo real|\
         en tiempo real|casi tiempo real|casi en tiempo real|tempo real|em tempo real|quase tempo real|quase em tempo real|tempo reale|in tempo reale|\
         quasi in tempo reale|quasi tempo reale|bijna realtime|bijna real time|thời gian thực|gần thời gian thực|gần như thời gian thực|实时|實時|准实时|準實時|\
         近实时|近實時|近零|リアルタイム|準リアルタイム|ほぼリアルタイム|ニアリアルタイム|ほぼゼロ|실시간|준실시간|거의실시간|реальное время|реального времени|\
         в реальном времени|почти в реальном времени|в режиме реального времени|czas rzeczywisty|w czasie rzeczywistym|\
         niemal w czasie rzeczywistym|prawie w czasie rzeczywistym|realtid|nära realtid|gerçek zamanlı",
    ),
    (
        Term::NotApplicable,
        "n/a|n.a.|n.a|na|not applicable|does not apply|not relevant|nicht anwendbar|nicht zutreffend|entfällt|trifft nicht zu|non applicable|\
         sans objet|s/o|ne s applique pas|no aplica|no aplicable|no se aplica|não se aplica|não aplicável|não aplica|non applicabile|\
         non si applica|niet van toepassing|n.v.t.|nvt|không áp dụng|不适用|不適用|該当なし|該当無し|該当せず|対象外|適用外|適用なし|해당없음|해당사항없음|\
         не применимо|неприменимо|не применяется|неприменим|nie dotyczy|ej tillämpligt|ikke relevant|uygulanamaz|tidak berlaku",
    ),
    // What makes a figure something else.
    (
        Term::Other,
        "business|working|work|office|interval|intervals|every|each|per cent|percent|retention|retained|ago|old|apart|between backups|lag threshold|\
         replicas|replica|nodes|node|pods|pod|instances|backups|snapshots|copies|errors|transactions per|measured|actual|achieved|bytes|byte|\
         kb|mb|gb|tb|kib|mib|gib|tib|records|frequency|schedule|times|ouvré|ouvrés|ouvrée|ouvrées|ouvrable|ouvrables|intervalle|toutes|tous|chaque|\
         hábil|hábiles|laborable|laborables|intervalo|cada|útil|úteis|comercial|comerciais|comerciales|lavorativo|lavorativi|lavorative|intervallo|ogni|werkdag|werkdagen|\
         elke|iedere|alle|jede|jeden tag|intervall|arbeitstag|arbeitstage|arbeitstagen|werktag|werktage|werktagen|mỗi|làm việc|工作日|工作天|營業日|营业日|営業日|\
         工作时|工作小时|工作小時|営業時間|每|毎|ごと|ごとに|おき|おきに|間隔|间隔|周期|級|级|级别|영업일|근무일|업무일|마다|간격|рабочий|рабочих|рабочего|рабочие|\
         каждый|каждые|каждую|каждая|интервал|roboczy|robocze|roboczych|roboczego|co|każde|interwał|arbetsdag|arbetsdagar|virka",
    ),
];
