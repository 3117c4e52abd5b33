"""Letters and words by which the languages of our files are told apart.

``FUNCTION_WORDS``: those without which nobody writes a sentence; one that several of these
languages have stands with each of them, else it would count for the one alone. ``TABLE_WORDS``:
those that stand in tables of our field and their headings, where nobody writes sentences. Languages
by BCP 47 tag.
"""

FUNCTION_WORDS = {
    "en": "the and of to for with that which from this are is by who their not have",
    "fr": "les des une est pour dans que qui sur avec par aux cette ces sont leur ou et du au la "
    "de en contre",
    "es": "los las una para que con por del como está sus el y más este esta la contra de en",
    "pt": "os uma para que com por dos das não são como pelo pela ao seu sua e do da de contra em",
    "de": "der die das und ist für mit von den dem des ein eine auf zu im sich werden nicht",
    "it": "il gli una per che con del della dei sono di alla nel le lo è sulla anche la e da",
    "nl": "het een van voor met dat zijn op te aan bij naar ook niet wordt de en tegen",
    "tr": "ve bir için ile bu olarak olan daha gibi kadar",
    "pl": "i w na że się nie jest dla przez oraz są jak od",
    "ro": "și pentru din care este sunt cu pe în ale prin la de",
    "id": "dan yang untuk dengan dari pada ini di dalam adalah oleh",
    "vi": "và của cho các với những được là trong người một",
}
TABLE_WORDS = {
    "fr": "le la de l d à où été être même après très aussi nom pays langue langues catégorie "
    "résumé données année accès gratuit gratuite réseau société numéro téléphone organisation "
    "détail détection santé sécurité enquête victimes étude français",
    "es": "la de un en nombre país países idioma idiomas descripción categoría organización año "
    "información atención niños niñas víctimas línea teléfono también así acción protección "
    "denuncia educación español explotación prevención",
    "pt": "de o a nome país países língua línguas descrição organização ano informação ações "
    "crianças vítimas telefone também proteção denúncia educação prevenção exploração",
    "de": "land länder sprache beschreibung jahr über können für auch oder träger behörde",
    "it": "paese lingua descrizione anno informazioni attività più vittime perché nome",
    "nl": "naam land taal beschrijving jaar slachtoffers",
    "pl": "nazwa kraj kraje język opis rok pomoc ofiar ludźmi osób organizacja handlu o z po "
    "polska fundacja również zdjęć dziecka",
    "cs": "a v na se je že pro jsou nebo které která od s z o jako také název popis země jazyk "
    "rok oběti obětí organizace pomoc lidí lidmi práce při být není",
    "sk": "a v na sa je že pre sú alebo ktoré od s z o ako tiež názov popis krajina jazyk rok "
    "obete obetí organizácia pomoc ľuďmi práce pri",
    "hu": "a az és egy hogy nem is vagy név ország leírás nyelv év szervezet segítség áldozatok "
    "számára által",
    "ro": "şi numele țara ţara limba descriere anul organizaţia victime victimelor în să",
    "hr": "i u na je za se da su od s ili naziv opis zemlja jezik godina žrtve žrtava "
    "organizacija pomoć ljudima trgovanja",
    "tr": "ad adı ülke dil açıklama yıl kurum insan ticareti mağdurları mağdur güvenli",
    "sv": "och att det som för är med på av till inte namn beskrivning språk år människor",
    "da": "og at det som for er med på af til ikke navn beskrivelse sprog år mennesker",
    "fi": "ja on ei se että oli kuin tai nimi kuvaus kieli maa vuosi ihmiskaupan",
    "is": "og að á í er sem það til við um nafn lýsing land ár",
    "lt": "ir yra kad su į iš už ar per prie pavadinimas aprašymas šalis kalba metai organizacija "
    "pagalba aukoms prekybos žmonėmis",
    "lv": "un ir ar par no uz kas lai vai pie nosaukums apraksts valsts valoda gads organizācija "
    "palīdzība upuriem cilvēku tirdzniecības",
    "et": "ja on ei et kui või ka nimi kirjeldus riik keel aasta organisatsioon abi ohvritele "
    "inimkaubanduse",
    "ru": "и в на не с для по к от из о что это как или при а его их название описание страна "
    "язык год организация организации помощь людей людьми людям торговли торговля жертв сайт",
    "uk": "і й в у на не з для по до від із що це як або при а назва опис країна мова рік "
    "організація допомога людей людьми людям торгівлі жертв які",
    "el": "και το του της η ο τα για με να από σε την των στη που όνομα περιγραφή χώρα γλώσσα "
    "έτος θύματα ανθρώπων",
    "ar": "في من على إلى عن أن هذا التي الذي مع أو و الاسم الوصف البلد اللغة السنة النوع الموقع "
    "منظمة المنظمة ضحايا الضحايا مركز جمعية غير حكومية الاتجار بالبشر",
    "he": "של על את עם לא זה או גם שם תיאור מדינה שפה שנה ארגון נפגעי",
}
# Letters beyond ASCII: those that one meets in every text of the language, then the rarer ones.
LETTERS = {
    "en": ("", "éèêëáàâäãåçíìîïñóòôöõøúùûüýæœß"),
    "fr": ("éèàêç", "ùûâîôëïüœæÿ"),
    "es": ("áéíóúñ", "ü"),
    "pt": ("áãçéíóõâêôú", "àü"),
    "de": ("äöüß", "é"),
    "it": ("àèéìòù", "î"),
    "nl": ("éëï", "èêöüó"),
    "sv": ("åäö", "é"),
    "da": ("æøå", "é"),
    "fi": ("äö", "åšž"),
    "is": ("áéíóúýþæöð", ""),
    "pl": ("ąćęłńóśźż", ""),
    "cs": ("áéíýčěřšůžú", "óďňť"),
    "sk": ("áéíýčšžľťú", "óôäďňĺŕ"),
    "hu": ("áéíóöőúüű", ""),
    "ro": ("ăâîșțşţ", "áéö"),
    "hr": ("čćšžđ", ""),
    "tr": ("ıİşğüöç", "âîû"),
    "lt": ("ėžšįųūčąę", ""),
    "lv": ("āēīūšņļčģķž", "ōŗ"),
    "et": ("äõüö", "šž"),
    "vi": ("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ", ""),
    "ru": ("оеаинтсрвлкмдпуяыьгзбч", "йхжшюцщэфъё"),
    "uk": ("оаинтівреслкдмупя", "зьбгйчхцжїюєфшщґ'"),
    "el": ("αοιετσνηυρπκμλάίό", "ςωδγχθέήφβξζύώψϊϋΐΰ"),
    "ar": ("اليمونتربةعدسفهكقأحجشط", "صخىإذءئضزآثغؤظ\u0640"),
    "th": ("กขคงจชซญณดตถทธนบปผพฟภมยรลวศษสหอะาำแเโใไๆ", "ฃฅฆฉฌฎฏฐฑฒฝฬฮฤ"),
    "he": ("יוהלאתרבמשנםעחדקפ", "גזטךכןסצףץ"),
}
KANA = range(0x3041, 0x30FF)
HANGUL = range(0xAC00, 0xD7A4)
IDEOGRAPHS = range(0x3400, 0xA000)
# The syllables and ideographs that make up more than half of any text.
COMMON_HANGUL = frozenset(
    "이다의는에을를가한은고하기로인지사도서자시대리어정들아과해일나수보있전제상부와스라으주여조"
    "관안오원동장국성공구세그게무우연유신문면생만회심명위중화학경년방실발계행업치적법피원체단협력매"
)
COMMON_IDEOGRAPHS = frozenset(
    # Both ways of writing
    "的一是不了人在有我他大中到上和地你也可以下子生自年天小那要日本外用方後者家成多工法分同公民主法"
    "文行作力理心正反明只看起道最因此之如新定地主水想加其面受力化全文名字合安由平世重四物教各性情"
    "社提供行及手高前去事月金目的市部部利用女先知至二三五六七八九十百千心希望援助求支持全受救保警察"
    # Simplified
    "这个们来为国时会过说对发后经开关样学产业进动于现实没间问题长儿机电话亲与两样系统组织际务总员"
    "名称说明简介类型语言网站护权据数应从信息种单位预防打击拐卖贩运劳动妇儿童移难害律处报告热线联际"
    # Traditional
    "這個們來為國時會過說對發後經開關樣學產業進動於現實沒間問題長兒機電話親與兩系統組織際務總員稱"
    "說明類型語言網護權據數應從信種單預擊販運勞動婦兒移難處報熱線聯並"
    # Japanese
    "団体被害者支援取引身売買協働労相談窓口前説明発体験会国"
)
