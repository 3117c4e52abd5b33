"""Words for the values of fields with a few fixed choices, as people write them in six languages.

By field, value and language; a semicolon stands between two words. ``choices`` reads them.
"""

WORDS: dict[str, dict[str, dict[str, str]]] = {
    "mode": {
        "in-person": {
            "en": (
                "in person; onsite; on site; on location; face to face; f2f; physical; offline; in "
                "presence; in person only; in person event; physical meeting"
            ),
            "fr": (
                "en salle; présentiel; en présentiel; en présence; sur place; en personne; physique"
            ),
            "es": "presencial; en persona; en sitio; cara a cara; físico; en sede",
            "ru": "очно; очный; очная; очное; офлайн; оффлайн; лично; при личном участии",
            "ar": "حضوري; حضوريا; حضور شخصي; وجها لوجه; في الموقع; بالحضور",
            "zh": "线下; 線下; 现场; 現場; 面对面; 面對面; 当面; 实地",
        },
        "online": {
            "en": (
                "online; on line; virtual; virtually; webinar; web; remote; remotely; digital; "
                "zoom; teams; ms teams; webex; livestream; live stream; web conference; online "
                "only; online event; virtual event; video conference; videoconference; webcast"
            ),
            "fr": (
                "en ligne; virtuel; virtuelle; distanciel; en distanciel; à distance; webinaire; "
                "visioconférence; visio; en visio"
            ),
            "es": (
                "en línea; virtual; a distancia; remoto; en remoto; seminario web; "
                "videoconferencia; por internet; telemático; webinario"
            ),
            "ru": (
                "онлайн; он-лайн; дистанционно; дистанционный; дистанционная; удалённо; вебинар; "
                "виртуальный; виртуально; видеоконференция"
            ),
            "ar": (
                "عبر الإنترنت; على الإنترنت; افتراضي; افتراضيا; عن بعد; عن بُعد; أونلاين; اون "
                "لاين; "
                "إلكتروني; ندوة عبر الإنترنت; إلكترونيا"
            ),
            "zh": "线上; 線上; 在线; 在線; 网上; 網上; 网络; 远程; 遠程; 网络研讨会; 视频会议",
        },
        "hybrid": {
            "en": (
                "hybrid; mixed; blended; both; in person and online; online and in person; in "
                "person online; online in person; in person virtual; virtual in person; in person "
                "and virtual; virtual and in person; onsite and online; online and onsite; hybrid "
                "event"
            ),
            "fr": (
                "hybride; mixte; en ligne et sur place; sur place et en ligne; en salle et en "
                "ligne; en ligne et en salle; en présentiel et en ligne; présentiel et en ligne; "
                "présentiel et distanciel; en ligne et présentiel; en ligne et en présentiel; "
                "bimodal; comodal"
            ),
            "es": (
                "híbrido; híbrida; mixto; mixta; semipresencial; presencial y virtual; "
                "presencial y en línea; virtual y presencial; bimodal"
            ),
            "ru": (
                "гибридный; гибридная; гибридное; гибридно; гибрид; смешанный; смешанная; очно и "
                "онлайн; онлайн и очно; смешанный формат; гибридный формат"
            ),
            "ar": "هجين; مختلط; مدمج; حضوري وعبر الإنترنت; حضوري وافتراضي; حضوريا وعن بعد",
            "zh": "混合; 线上线下; 线上线下结合; 线上和线下; 混合式; 混合形式; 線上線下",
        },
    },
    "status": {
        "scheduled": {
            "en": (
                "scheduled; planned; confirmed; upcoming; past; as planned; happening; ongoing; "
                "rescheduled; scheduled or held"
            ),
            "fr": (
                "prévu; prévue; planifié; planifiée; programmé; programmée; confirmé; confirmée; à "
                "venir; passé; en cours; maintenu"
            ),
            "es": (
                "programado; programada; previsto; prevista; planificado; confirmado; confirmada; "
                "próximo; en curso; pasado"
            ),
            "ru": (
                "запланировано; запланирован; запланирована; планируется; подтверждено; предстоит"
            ),
            "ar": "مقرر; مجدول; مخطط; مؤكد; قادم",
            "zh": "已安排; 计划中; 已确认; 即将举行",
        },
        # Where the file says that it took place, and no more than that its day is over.
        "held": {
            "en": "held; took place; has taken place; completed; done; finished; concluded",
            "fr": "tenu; tenue; a eu lieu; s'est tenu; s'est tenue; terminé; terminée; réalisé",
            "es": "celebrado; celebrada; realizado; realizada; finalizado; finalizada; tuvo lugar",
            "ru": (
                "состоялось; состоялся; состоялась; прошло; прошел; прошла; завершено; проведено; "
                "проведен; проведена"
            ),
            "ar": "عقد; عُقد; انعقد; تم; منتهي; مكتمل",
            "zh": "已举行; 已举办; 已结束; 已完成; 如期举行",
        },
        "tentative": {
            "en": (
                "tentative; provisional; to be confirmed; tbc; date to be confirmed; date tbc; "
                "tentative date; provisional date; not confirmed; unconfirmed"
            ),
            "fr": "provisoire; à confirmer; date à confirmer; sous réserve; date provisoire",
            "es": "provisional; por confirmar; fecha por confirmar; tentativo; tentativa",
            "ru": "предварительно; предварительный; предварительная; уточняется; дата уточняется",
            "ar": "مبدئي; مؤقت; يؤكد لاحقا; غير مؤكد",
            "zh": "暂定; 待定; 待确认; 日期待定",
        },
        "postponed": {
            "en": "postponed; put off; deferred; delayed; postponed event; event postponed",
            "fr": "reporté; reportée; ajourné; ajournée; différé; différée; remis; remise",
            "es": "aplazado; aplazada; pospuesto; pospuesta; postergado; postergada; diferido",
            "ru": "отложено; отложен; отложена; перенесено; перенесен; перенесена",
            "ar": "مؤجل; مؤجلة; تأجل; أُجل; تم تأجيله",
            "zh": "延期; 推迟; 已延期; 已推迟; 改期",
        },
        "cancelled": {
            "en": "cancelled; canceled; called off; cancelled event",
            "fr": "annulé; annulée; supprimé; supprimée",
            "es": "cancelado; cancelada; anulado; anulada",
            "ru": "отменено; отменён; отменен; отменена; отмена; не состоялось",
            "ar": "ملغى; ملغي; ألغي; أُلغي; ملغاة; الغاء",
            "zh": "已取消; 取消; 取消了",
        },
    },
    "outcome_state": {
        "being-recorded": {
            "en": "being recorded; in progress; outcome being recorded; pending; in preparation",
            "fr": "en cours; en cours d'enregistrement; en préparation",
            "es": "en curso; en preparación; en proceso; registrándose",
            "ru": "записывается; готовится; в работе",
            "ar": "قيد التسجيل; قيد الإعداد",
            "zh": "记录中; 正在记录; 整理中",
        },
        "recorded": {
            "en": "recorded; complete; outcome recorded",
            "fr": "enregistré; complet",
            "es": "registrado; completo",
            "ru": "записано; внесено",
            "ar": "مسجل; تم تسجيله",
            "zh": "已记录; 已整理",
        },
    },
    "confidence": {
        "high": {
            "en": "high; very high",
            "fr": "élevé; élevée; haute; haut",
            "es": "alta; alto; elevada",
            "ru": "высокая; высокий; высоко",
            "ar": "عالية; عال; عالي; مرتفع; مرتفعة",
            "zh": "高; 较高; 很高",
        },
        "medium": {
            "en": "medium; moderate; mid; middle; average",
            "fr": "moyen; moyenne; modérée; modéré",
            "es": "media; medio; moderada; mediana",
            "ru": "средняя; средний; умеренная",
            "ar": "متوسطة; متوسط",
            "zh": "中; 中等; 一般",
        },
        "low": {
            "en": "low; very low",
            "fr": "faible; bas; basse; peu élevée",
            "es": "baja; bajo",
            "ru": "низкая; низкий",
            "ar": "منخفضة; منخفض",
            "zh": "低; 较低; 很低",
        },
    },
    "scope": {
        "dedicated": {
            "en": (
                "dedicated; specific; anti-trafficking; made against trafficking; made for "
                "anti-trafficking; counter-trafficking"
            ),
            "fr": "dédié; dédiée; spécifique; lutte contre la traite; conçu contre la traite",
            "es": "dedicado; dedicada; específico; específica; contra la trata; antitrata",
            "ru": "специализированный; специальный; против торговли людьми",
            "ar": "مخصص; مخصصة; مكافحة الاتجار; لمكافحة الاتجار",
            "zh": "专用; 专门; 专门用于打击贩运; 打击贩运",
        },
        "adjacent": {
            "en": "adjacent; general; related; general protection; general purpose; generic",
            "fr": "connexe; général; générale; protection générale; généraliste",
            "es": "conexo; general; relacionado; protección general; afín",
            "ru": "смежный; общий; общего назначения; общая защита",
            "ar": "عام; عامة; ذو صلة; حماية عامة",
            "zh": "相关; 通用; 一般; 一般保护",
        },
    },
    "verification": {
        "unreviewed": {
            "en": "unreviewed; not reviewed; unchecked; not checked; not verified; unverified",
            "fr": "non vérifié; non vérifiée; non relu; non revu",
            "es": "sin revisar; no verificado; sin verificar",
            "ru": "не проверено; непроверено; без проверки",
            "ar": "غير مراجع; لم يراجع; غير متحقق منه",
            "zh": "未审核; 未核实; 未检查",
        },
        "source-checked": {
            "en": "source-checked; sources checked; checked against its sources; checked",
            "fr": "sources vérifiées; vérifié par les sources",
            "es": "fuentes verificadas; verificado con fuentes",
            "ru": "проверено по источникам; источники проверены",
            "ar": "تم التحقق من المصادر; مراجع بالمصادر",
            "zh": "已核对来源; 来源已核实",
        },
        "owner-confirmed": {
            "en": "owner-confirmed; confirmed by its owner; confirmed by owner",
            "fr": "confirmé par le propriétaire; confirmé par son propriétaire",
            "es": "confirmado por el propietario; confirmado por su propietario",
            "ru": "подтверждено владельцем",
            "ar": "مؤكد من المالك; أكده المالك",
            "zh": "所有者已确认; 由所有者确认",
        },
        "practitioner-confirmed": {
            "en": "practitioner-confirmed; confirmed by a practitioner; confirmed by practitioner",
            "fr": "confirmé par un praticien; confirmé par un professionnel",
            "es": "confirmado por un profesional; confirmado por profesional",
            "ru": "подтверждено практиком; подтверждено специалистом",
            "ar": "مؤكد من ممارس; أكده ممارس",
            "zh": "从业者已确认; 由从业者确认",
        },
        "stale": {
            "en": "stale; outdated; checked too long ago; out of date",
            "fr": "périmé; obsolète; dépassé",
            "es": "obsoleto; desactualizado; caducado",
            "ru": "устарело; устаревшее; устарел",
            "ar": "قديم; متقادم",
            "zh": "过期; 已过时; 过时",
        },
        "disputed": {
            "en": "disputed; contested; in dispute",
            "fr": "contesté; contestée; en litige",
            "es": "disputado; en disputa; controvertido; impugnado",
            "ru": "оспаривается; спорно; оспорено",
            "ar": "متنازع عليه; محل خلاف",
            "zh": "有争议; 存在争议",
        },
    },
    "again": {
        "yes": {
            "en": "yes; again; would use again",
            "fr": "oui",
            "es": "sí",
            "ru": "да",
            "ar": "نعم",
            "zh": "是; 会",
        },
        "partly": {
            "en": "partly; partially; in part; maybe; with changes; with conditions",
            "fr": "en partie; partiellement; peut-être",
            "es": "en parte; parcialmente; quizás; tal vez",
            "ru": "частично; отчасти; возможно",
            "ar": "جزئيا; إلى حد ما; ربما",
            "zh": "部分; 部分会; 也许",
        },
        "no": {
            "en": "no; not again; would not use again",
            "fr": "non",
            "es": "no",
            "ru": "нет",
            "ar": "لا",
            "zh": "否; 不会",
        },
    },
    "visibility": {
        "public": {
            "en": "public; everyone; all",
            "fr": "public; publique; tous; tout le monde",
            "es": "público; pública; todos; todo el mundo",
            "ru": "публично; публичный; все; всем; общедоступно",
            "ar": "عام; عامة; الجميع; للجميع",
            "zh": "公开; 所有人; 公众",
        },
        "practitioner": {
            "en": "practitioner; practitioners; practitioners only",
            "fr": "praticiens; professionnels; praticien",
            "es": "profesionales; profesional",
            "ru": "практики; специалисты; для специалистов",
            "ar": "الممارسون; ممارسون; للممارسين",
            "zh": "从业者; 从业人员",
        },
        "vetted": {
            "en": "vetted; vetted practitioners; vetted only; vetted users",
            "fr": "praticiens habilités; vérifiés; habilités",
            "es": "profesionales verificados; verificados",
            "ru": "проверенные специалисты; проверенные",
            "ar": "ممارسون معتمدون; معتمدون; موثوقون",
            "zh": "经审查的从业者; 经审查",
        },
        "law_enforcement": {
            "en": "law enforcement; police; law enforcement only; police only",
            "fr": "forces de l'ordre; police",
            "es": "fuerzas del orden; policía; fuerzas de seguridad",
            "ru": "правоохранительные органы; полиция",
            "ar": "إنفاذ القانون; جهات إنفاذ القانون; الشرطة",
            "zh": "执法部门; 执法机关; 警方",
        },
        "internal": {
            "en": "internal; curators only; curators",
            "fr": "interne",
            "es": "interno; interna",
            "ru": "внутренний; внутреннее; только кураторы",
            "ar": "داخلي",
            "zh": "内部; 仅限编辑",
        },
    },
    "said_by": {
        "addressee": {
            "en": "addressee; itself; the addressee; self; self reported; government; the state",
            "fr": "destinataire; lui-même; le destinataire; l'État; gouvernement",
            "es": "destinatario; él mismo; el destinatario; el Estado; gobierno",
            "ru": "адресат; сам адресат; государство; правительство",
            "ar": "الجهة المخاطبة; الدولة; الحكومة; المخاطب نفسه",
            "zh": "受文者; 本国; 政府; 缔约国自己",
        },
        "issuer": {
            "en": "issuer; issuing body; secretariat; the secretariat",
            "fr": "émetteur; organe émetteur; secrétariat; le secrétariat",
            "es": "emisor; órgano emisor; secretaría; la secretaría",
            "ru": "издавший орган; секретариат",
            "ar": "الجهة المصدرة; الأمانة",
            "zh": "发布机构; 秘书处",
        },
        "other": {
            "en": "other; third party; somebody else; someone else; others; civil society; ngo",
            "fr": "autre; tiers; un tiers; société civile; ong",
            "es": "otro; tercero; un tercero; otros; sociedad civil",
            "ru": "другое; третья сторона; другие; гражданское общество; нпо",
            "ar": "غير ذلك; طرف ثالث; المجتمع المدني",
            "zh": "其他; 第三方; 民间社会",
        },
    },
    "answer": {
        "accepted": {
            "en": "accepted; accept; agreed; yes; supported; fully accepted",
            "fr": "acceptée; accepté; oui; approuvée",
            "es": "aceptada; aceptado; sí; apoyada",
            "ru": "принято; принята; принимается; согласны",
            "ar": "مقبول; مقبولة; قبلت",
            "zh": "接受; 已接受; 同意",
        },
        "partly": {
            "en": "partly; partly accepted; partially accepted; in part; partially agreed",
            "fr": "en partie; partiellement acceptée; partiellement",
            "es": "en parte; parcialmente aceptada; parcialmente",
            "ru": "частично; частично принято; принято частично",
            "ar": "جزئيا; مقبول جزئيا",
            "zh": "部分接受; 部分同意",
        },
        "rejected": {
            "en": "rejected; reject; not accepted; no; declined",
            "fr": "rejetée; rejeté; refusée; non",
            "es": "rechazada; rechazado; no aceptada",
            "ru": "отклонено; отклонена; не принято; нет",
            "ar": "مرفوض; مرفوضة; رفضت",
            "zh": "拒绝; 不接受; 已拒绝",
        },
    },
}
