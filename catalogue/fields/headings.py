"""What columns are called in the files of others: English, French, Spanish, Portuguese, German,
Russian, Arabic, Chinese. Written as ``plain_heading`` leaves them: small letters, no accents."""

NAME = (
    "name", "tool", "tool name", "title", "initiative", "solution",
    "product", "project", "project name", "nom", "nom de l outil", "outil", "titre", "nombre",
    "herramienta", "titulo", "nome", "ferramenta", "bezeichnung", "werkzeug", "titel",
    "название", "наименование", "имя", "инструмент", "الاسم", "اسم",
    "اسم الاداة", "العنوان",
    "名称", "工具名称", "标题", "工具",
)  # fmt: skip
SLUG = ("slug", "id", "identifier", "short name", "code", "kennung", "identifiant", "identificador")
SUMMARY = (
    "summary", "short description", "abstract", "what it does", "what it is", "about", "overview",
    "description", "brief description", "desc", "descr", "resume",
    "description courte", "resumen", "descripcion",
    "resumo", "descricao", "zusammenfassung", "beschreibung", "kurzbeschreibung", "описание",
    "краткое описание", "аннотация", "الوصف", "وصف", "ملخص", "نبذة", "摘要", "简介", "描述", "说明",
)  # fmt: skip
DESCRIPTION = (
    "long description", "full description", "details", "description complete", "description longue",
    "descripcion completa", "descricao completa", "ausfuhrliche beschreibung", "полное описание",
    "подробнее", "الوصف الكامل", "详细描述", "详细说明",
)  # fmt: skip
URL = (
    "url", "website", "web site", "link", "homepage", "web address", "web page", "site",
    "site web", "site internet", "lien", "adresse web", "sitio web", "pagina web", "enlace",
    "sitio", "pagina", "webseite", "internetseite", "internetadresse", "сайт", "ссылка",
    "веб сайт", "адрес сайта", "الموقع", "الموقع الالكتروني", "الرابط", "رابط", "网址", "网站",
    "链接", "官网",
)  # fmt: skip
COUNTRY = (
    "country", "countries", "country of use", "location", "where used", "pays", "pais", "paises",
    "land", "lander", "страна", "страны", "البلد", "الدولة", "البلدان", "الدول", "国家", "国别",
)  # fmt: skip
REGION = (
    "region", "regions", "geographic coverage", "coverage", "zone geographique", "couverture",
    "cobertura", "regiao", "regioes", "regionen", "регион", "регионы", "المنطقة", "المناطق",
    "地区", "区域",
)  # fmt: skip
LANGUAGE = (
    "language", "languages", "lang", "langs", "langue", "langues", "idioma", "idiomas",
    "sprache", "sprachen",
    "язык", "языки", "اللغة", "اللغات", "语言",
)  # fmt: skip
ORGANISATIONS = (
    "organisations", "organizations", "اسم المنظمة", "developer", "developers",
    "developed by", "owner",
    "lead organisation", "lead organization", "maintainers", "maintainer",
    "provider", "vendor", "maker", "company", "creator", "partners", "led by", "organisation",
    "organization", "org", "orgs", "agency", "institution", "implemented by",
    "developpeur", "organisme", "fournisseur", "entreprise", "desarrollador",
    "organizacion", "organizaciones", "proveedor", "empresa", "organizacao", "desenvolvedor",
    "entwickler", "anbieter", "hersteller", "разработчик", "организация", "организации",
    "владелец", "المطور", "المنظمة", "المنظمات", "الجهة", "开发者", "机构", "组织", "开发机构",
    "made by", "built by", "who made it", "who built it", "who is behind it", "porteur du projet",
    "porteur", "porteurs", "qui l a fait", "realise par", "developpe par", "concu par",
    "hecho por", "desarrollado por", "quien lo hizo", "entwickelt von", "кем создано",
    "кто создал", "кто разработал",
)  # fmt: skip
PURPOSE = (
    "purpose", "purposes", "function", "functions", "use", "use case", "use cases", "category",
    "categories", "type of tool", "tool type", "objectif", "objectifs", "finalite", "categorie",
    "proposito", "finalidad", "categoria", "objetivo", "finalidade", "zweck", "kategorie",
    "einsatzzweck", "назначение", "цель", "категория", "الغرض", "الهدف", "الفئة", "用途", "目的",
    "类别", "功能",
    "type d outil", "types d outils", "tipo de herramienta", "tipo de ferramenta",
    "art des werkzeugs", "тип инструмента", "вид инструмента", "نوع الاداة", "工具类型",
)  # fmt: skip
USERS = (
    "user", "users", "stakeholder group", "stakeholders",
    "target users", "intended users", "target audience", "audience", "for whom",
    "utilisateurs", "public cible", "usuarios", "destinatarios", "publico objetivo", "usuarios",
    "publico alvo", "nutzer", "zielgruppe", "anwender", "пользователи", "целевая аудитория",
    "المستخدمون", "المستخدمين", "الفئة المستهدفة", "用户", "使用者", "目标用户",
    "target group", "target groups", "who it is for", "public vise", "groupe cible",
    "a qui s adresse", "grupo objetivo", "grupo destinatario", "целевая группа", "для кого",
    "الفئات المستهدفة", "目标群体",
)  # fmt: skip
TRAFFICKING = (
    "trafficking type", "trafficking types", "type of trafficking", "form of trafficking",
    "form of exploitation", "forms of exploitation", "exploitation", "type d exploitation",
    "forme d exploitation", "tipo de trata", "tipo de explotacion", "tipo de trafico",
    "tipo de exploracao", "art der ausbeutung", "ausbeutungsform", "вид торговли людьми",
    "вид эксплуатации", "форма эксплуатации", "نوع الاتجار", "نوع الاستغلال", "贩运类型",
    "剥削形式", "剥削类型",
)  # fmt: skip
ACTION = (
    "action area", "action areas", "area of action", "four ps", "4ps", "pillar", "domaine d action",
    "area de accion", "ambito", "area de acao", "handlungsfeld", "направление", "область действий",
    "مجال العمل", "行动领域",
)  # fmt: skip
TECHNOLOGY = (
    "technology", "technologies", "tech", "type of technology", "technologie", "tecnologia",
    "tecnologias", "технология", "технологии", "التكنولوجيا", "التقنية", "技术",
)  # fmt: skip
CONTEXT = (
    "context", "contexts", "setting", "contexte", "contexto", "kontext", "контекст", "السياق",
    "场景", "背景",
)  # fmt: skip
STATUS = (
    "status", "state", "current status", "statut", "etat", "estado", "situacao", "stand",
    "статус", "состояние", "الحالة", "状态",
)  # fmt: skip
MODE = (
    "mode", "format", "event format", "delivery mode", "attendance mode", "mode of delivery",
    "modalite", "mode de participation", "formule", "modalidad", "formato", "modalidade",
    "veranstaltungsform", "durchfuhrungsform", "формат", "форма проведения", "формат проведения",
    "طريقة الانعقاد", "نمط الحضور", "صيغة الانعقاد", "举办形式", "形式", "举办方式", "参会方式",
    "how", "how it is held", "como", "wie", "как", "как проводится",
)  # fmt: skip
DATA_HANDLED = (
    "data handled", "data it handles", "type of data", "types of data", "data types",
    "donnees traitees", "type de donnees", "types de donnees", "datos tratados", "tipo de datos",
    "tipos de datos", "dados tratados", "tipo de dados", "verarbeitete daten", "art der daten",
    "обрабатываемые данные", "тип данных", "البيانات المعالجة", "نوع البيانات", "处理的数据",
    "数据类型",
)  # fmt: skip
SAFEGUARDS = (
    "safeguard", "safeguards", "protections", "garanties", "salvaguardias", "salvaguardas",
    "schutzmassnahmen", "меры защиты", "الضمانات", "保障措施",
)  # fmt: skip
RISKS = (
    "risk", "risks", "risk flags", "risques", "riesgos", "riscos", "risiken", "риски", "المخاطر",
    "风险",
)  # fmt: skip
ACCESS = (
    "access", "availability", "cost", "pricing", "acces", "acceso", "acesso", "zugang",
    "verfugbarkeit", "доступ", "доступность", "الوصول", "获取方式", "访问",
    "price", "cout", "prix", "tarif", "coste", "costo", "precio", "custo", "preco", "kosten",
    "preis", "стоимость", "цена", "التكلفة", "السعر", "费用", "价格",
)  # fmt: skip
NOTES = (
    "notes", "note", "comments", "comment", "remarks", "remarques", "commentaires", "notas",
    "comentarios", "observaciones", "observacoes", "anmerkungen", "bemerkungen", "примечания",
    "примечание", "комментарий", "ملاحظات", "备注", "注释",
)  # fmt: skip
SOURCES = (
    "source", "sources", "reference", "references", "citation", "source url", "quelle", "quellen",
    "fuente", "fuentes", "fonte", "fontes", "источник", "источники", "المصدر", "المصادر", "来源",
)  # fmt: skip
RELEASED = (
    "first released", "released", "release date", "launch date", "launched", "year", "launch year",
    "start year", "date de lancement", "mise en service",
    "annee", "annee de lancement", "fecha de lanzamiento", "ano",
    "ano de lanzamiento", "data de lancamento", "ano de lancamento", "jahr", "erscheinungsjahr",
    "год", "год запуска", "дата запуска", "سنة الاطلاق", "تاريخ الاطلاق", "السنة", "发布时间",
    "发布日期", "年份",
    "since", "in use since", "depuis", "en service depuis", "desde", "en uso desde", "seit",
    "с какого года", "используется с", "начало", "منذ", "自",
)  # fmt: skip
START = (
    "start date", "start", "date", "begins", "from", "when", "date de debut", "debut", "fecha",
    "fecha de inicio", "inicio", "data", "data de inicio", "datum", "beginn", "startdatum",
    "дата", "дата начала", "начало", "التاريخ", "تاريخ البدء", "تاريخ البداية", "日期", "开始日期",
    "dates", "date of the event", "event date", "event dates", "date de l evenement",
    "dates de l evenement", "quand", "fechas", "cuando", "datas", "quando", "wann", "termin",
    "termine", "даты", "когда", "даты проведения", "дата проведения", "التواريخ", "متى",
)  # fmt: skip
START_TIME = (
    "start time", "begins at", "time", "from time", "starts at", "opening time", "heure",
    "heure de debut", "hora", "hora de inicio", "uhrzeit", "startzeit", "beginnzeit", "время",
    "время начала", "وقت البدء", "الوقت", "开始时间", "时间",
)  # fmt: skip
END_TIME = (
    "end time", "ends at", "until time", "closing time", "heure de fin", "hora de fin",
    "hora de finalizacion", "endzeit", "время окончания", "وقت الانتهاء", "结束时间",
)  # fmt: skip
TIME_ZONE = (
    "time zone", "timezone", "tz", "zone", "fuseau horaire", "zona horaria", "fuso horario",
    "zeitzone", "часовой пояс", "المنطقة الزمنية", "时区",
)  # fmt: skip
REGISTRATION = (
    "registration", "registration address", "registration url", "registration link", "register at",
    "registration page", "sign up", "inscription", "lien d inscription", "inscripcion",
    "enlace de inscripcion", "anmeldung", "регистрация", "التسجيل", "رابط التسجيل", "报名", "注册",
)  # fmt: skip
DEADLINE = (
    "registration deadline", "register by", "registration closes", "registration until",
    "deadline for registration", "date limite d inscription", "fecha limite de inscripcion",
    "anmeldeschluss", "срок регистрации", "الموعد النهائي للتسجيل", "报名截止", "报名截止日期",
)  # fmt: skip
STATISTICS = (
    "statistics", "figures", "figures quoted", "key figures", "statistiques", "chiffres",
    "estadisticas", "cifras", "estatisticas", "zahlen", "statistiken", "статистика", "احصاءات",
    "统计", "数据",
)  # fmt: skip
END = (
    "end date", "end", "ends", "until", "to", "date de fin", "fin", "fecha de fin",
    "fecha de finalizacion", "data de fim", "fim", "ende", "enddatum", "дата окончания", "конец",
    "تاريخ الانتهاء", "تاريخ النهاية", "结束日期",
)  # fmt: skip
PLACE = (
    "place", "where", "venue", "city", "location", "lieu", "ville", "lugar",
    "ciudad", "sede", "local",
    "cidade", "ort", "stadt", "veranstaltungsort", "место", "место проведения", "город", "المكان",
    "المدينة", "地点", "城市",
)  # fmt: skip
TOPIC = (
    "topic", "topics", "theme", "themes", "subject", "sujet", "sujets", "thematique", "tema",
    "temas", "thema", "themen", "тема", "темы", "الموضوع", "المواضيع", "主题", "议题",
)  # fmt: skip
TEXT = (
    "text", "recommendation", "recommendation text", "texte", "recommandation", "texto",
    "recomendacion", "recomendacao", "empfehlung", "рекомендация", "текст", "التوصية", "النص",
    "建议", "文本",
)  # fmt: skip
DOCUMENT = (
    "document", "report", "document title", "rapport", "documento", "informe", "relatorio",
    "dokument", "bericht", "документ", "доклад", "الوثيقة", "التقرير", "文件", "报告",
)  # fmt: skip
ADDRESSEE = (
    "addressee", "addressees", "addressed to", "to whom", "destinataire", "destinataires",
    "destinatario", "destinatarios", "adressat", "adressaten", "адресат", "адресаты",
    "الجهة المخاطبة", "المخاطبون", "对象", "受文者",
)  # fmt: skip
ALIASES = (
    "aliases", "alias", "acronym", "abbreviation", "other names", "aka", "sigle", "siglas", "sigla",
    "abkurzung", "аббревиатура", "сокращение", "الاختصار", "缩写", "简称", "别名",
)  # fmt: skip
ORGANISATION_TYPE = (
    "type", "organisation type", "organization type", "sector", "type d organisation", "tipo",
    "typ", "art", "тип", "النوع", "نوع المنظمة", "类型",
)  # fmt: skip
EVENT_NAME = (
    *NAME, "event", "event name", "evenement", "evento", "veranstaltung", "мероприятие", "событие",
    "الفعالية", "الحدث", "活动", "活动名称", "会议",
)  # fmt: skip
DOCUMENT_TITLE = (
    "title", "document title", "name", "document", "report", "titre", "titulo", "titel", "название",
    "заголовок", "العنوان", "标题", "名称",
)  # fmt: skip
DOCUMENT_DATE = (
    "date", "published", "published on", "publication date", "year", "adopted", "date de "
    "publication", "fecha", "fecha de publicacion", "data", "data de publicacao", "datum",
    "veroffentlicht", "дата", "дата публикации", "تاريخ النشر", "发布日期", "日期",
)  # fmt: skip
ISSUERS = (
    "issuing bodies", "issuing body", "issued by", "issuer", "author", "authors", "publisher",
    "published by", "auteur", "editeur", "autor", "editor", "herausgeber", "издатель", "автор",
    "الناشر", "发布机构", *ORGANISATIONS,
)  # fmt: skip
EVENT_TYPE = (
    "type", "event type", "type d evenement", "tipo", "tipo de evento", "typ", "тип", "النوع",
    "类型",
)  # fmt: skip
ORGANISERS = (
    "organiser", "organisers", "organizer", "organizers", "host", "hosts", "organised by",
    "organized by", "hosted by", "held by", "who runs it", "run by", "organisateur",
    "organisateurs", "organise par", "organizador", "organizadores", "organiza", "organizado por",
    "organizadora", "veranstalter", "organisator", "организатор", "организаторы", "кто проводит",
    "المنظم", "المنظمون", "主办方", "主办单位", *ORGANISATIONS,
)  # fmt: skip
SPEAKERS = (
    "speaker", "speakers", "intervenants", "ponentes", "palestrantes", "redner", "докладчики",
    "المتحدثون", "发言人",
)  # fmt: skip
REF = (
    *SLUG, "ref", "reference number", "number", "no", "nr", "numero", "номер", "الرقم", "编号",
)  # fmt: skip
PARAGRAPH = (
    "paragraph", "source paragraph", "paragraphe", "parrafo", "absatz", "пункт", "الفقرة", "段落",
)  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words by which a heading speaks of something else than the record itself: "Org acronym", "Contact
# name", "Name of the country". Small letters without accents, each a word by itself.
OF_BODIES = _words(
    "org organisation organisations organization organizations organisational organizational "
    "institution institutions agency agencies company companies firm ngo ngos developer developers "
    "owner provider providers vendor maker donor donors funder funders partner partners sponsor "
    "publisher issuer organiser organisers organizer organizers implementer "
    "organisme entreprise societe agence partenaire bailleur editeur developpeur fournisseur "
    "organizacion organizaciones empresa institucion agencia socio donante proveedor "
    "desarrollador organizacao instituicao fornecedor desenvolvedor doador "
    "organisationen einrichtung firma unternehmen anbieter hersteller entwickler partnern "
    "организация организации организаций компания учреждение партнер донор разработчик "
    "المنظمة منظمة المؤسسة الجهة الشركة الشريك المانح المطور 机构 组织 公司 开发者 合作伙伴"
)
OF_PERSONS = _words(
    "contact contacts manager managers author authors director coordinator "
    "officer representative spokesperson respondent interviewee reviewer "
    "submitter uploader speaker speakers "
    "responsable auteur directeur coordinateur gestionnaire interlocuteur "
    "contacto gerente autor director coordinador encargado contato gestor "
    "kontakt ansprechpartner ansprechperson leiter leitung autor verfasser koordinator "
    "контакт контактное лицо менеджер автор руководитель координатор "
    "الاتصال شخص مدير المؤلف المنسق المسؤول 联系人 负责人 作者 经理"
)
OF_PLACES = _words(
    "country countries city region regions district province location place venue language "
    "pays ville langue region pais ciudad idioma cidade land stadt sprache ort "
    "страна страны город язык регион البلد الدولة المدينة اللغة المنطقة 国家 城市 语言 地区"
)
# What a heading asks of a body rather than which body it is.
ATTRIBUTES = _words(
    "type kind category sector size number id code country city region address website site web "
    "url link email mail e phone telephone tel fax logo twitter status description summary "
    "about notes role year budget staff contact language registration acronym abbreviation sigle "
    "adresse courriel telephone pays ville secteur statut taille role "
    "direccion correo telefono pais ciudad tipo sitio estado endereco cidade "
    "anschrift adresse typ art land stadt telefon rolle webseite "
    "тип адрес страна город сайт телефон почта نوع العنوان البلد الموقع الهاتف البريد "
    "类型 地址 国家 城市 网站 电话 邮箱"
)
# Of the safety panel: by fact.
PANEL = {
    "data_taken": ("data taken", "data collected", "personal data", "data it takes",
                   "donnees collectees", "datos recogidos", "erhobene daten"),
    "data_kept": ("data kept", "data storage", "data retention", "where data are kept",
                  "conservation des donnees", "almacenamiento de datos", "datenspeicherung"),
    "data_seen_by": ("data seen by", "data access", "data sharing", "who can see data"),
    "consent": ("consent", "informed consent", "consentement", "consentimiento", "einwilligung"),
    "survivor_role": ("survivor role", "survivor involvement", "survivors part"),
    "human_review": ("human review", "human oversight", "human in the loop"),
    "known_harms": ("known harms", "harms", "harm"),
    "misuse_risk": ("misuse risk", "misuse", "dual use", "misuse by traffickers"),
    "report_answered_by": ("report answered by", "complaints", "complaint mechanism", "redress"),
}  # fmt: skip
