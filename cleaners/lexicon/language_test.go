package lexicon

import "testing"

func TestLanguage(t *testing.T) {
	l := Default()
	for _, c := range []struct{ want, text string }{
		{"en", "The council will close the bridge until spring, and nobody knows what that costs."},
		{"en", "He said it was not the first time."},
		{"de", "Der Stadtrat hat beschlossen, die alte Brücke bis zum Frühjahr zu sperren."},
		{"de", "Das ist nicht mehr zu retten."},
		{"fr", "Le conseil municipal a décidé de fermer le vieux pont jusqu'au printemps."},
		{"fr", "Il n'est pas le seul à le dire."},
		{"es", "El ayuntamiento decidió cerrar el viejo puente hasta la primavera, según los vecinos."},
		{"es", "No es la primera vez que lo dice."},
		{"pt", "A câmara decidiu fechar a ponte velha até à primavera, mas os moradores não sabem porquê."},
		{"pt", "Não foi a primeira vez que isso aconteceu."},
		{"it", "Il consiglio comunale ha deciso di chiudere il vecchio ponte fino alla primavera."},
		{"it", "Non è la prima volta che lo dice."},
		{"nl", "De gemeenteraad heeft besloten om de oude brug tot het voorjaar af te sluiten."},
		{"nl", "Het is niet de eerste keer dat hij dit zegt."},
		{"pl", "Rada miasta zdecydowała, że stary most zostanie zamknięty do wiosny."},
		{"pl", "To nie jest pierwszy raz."},
		{"ru", "Городской совет решил закрыть старый мост до весны, сообщили жители."},
		{"ru", "Мост закрыт"},
		{"uk", "Міська рада вирішила закрити старий міст до весни, повідомили мешканці."},
		{"uk", "Міст закрито, і це надовго"},
		{"tr", "Belediye meclisi eski köprünün ilkbahara kadar kapatılmasına karar verdi ve bir açıklama yaptı."},
		{"tr", "Bu daha ilk değil, ama çok önemli bir gün."},
		{"ar", "قرر المجلس البلدي إغلاق الجسر القديم حتى الربيع"},
		{"he", "מועצת העיר החליטה לסגור את הגשר הישן עד האביב"},
		{"hi", "नगर परिषद ने पुराने पुल को वसंत तक बंद करने का फैसला किया है"},
		{"zh", "市议会决定关闭老桥直到春天"},
		{"zh", "市議會決定關閉老橋,居民在「の」字招牌下抗議,要求儘快重新開放這座橋樑"},
		{"ja", "市議会は春まで古い橋を閉鎖することを決めた。"},
		{"ja", "東京都知事選の結果"},
		{"ko", "시의회는 봄까지 낡은 다리를 폐쇄하기로 결정했다"},
		{"ko", "市의회 다리 폐쇄"},
		{"id", "Dewan kota memutuskan untuk menutup jembatan tua itu sampai musim semi karena tidak aman."},
		{"id", "Ini bukan yang pertama dari mereka."},

		{"sv", "Kommunfullmäktige har beslutat att stänga den gamla bron och det är inte första gången."},
		{"no", "Kommunestyret har vedtatt å stenge den gamle broen, og det er ikke første gang det skjer."},
		{"da", "Byrådet har besluttet at lukke den gamle bro, og det er ikke første gang, det sker efter en storm."},
		{"fi", "Kaupunginvaltuusto päätti sulkea vanhan sillan kevääseen asti, mutta se ei ole ensimmäinen kerta."},
		{"is", "Bæjarstjórnin ákvað að loka gömlu brúnni fram á vor og það er ekki í fyrsta sinn."},
		{"et", "Linnavolikogu otsustas vana silla kevadeni sulgeda ja see ei ole esimene kord, kui nii tehti."},
		{"lt", "Miesto taryba nusprendė iki pavasario uždaryti senąjį tiltą ir tai yra ne pirmas kartas."},
		{"lv", "Pilsētas dome nolēma līdz pavasarim slēgt veco tiltu, un tā nav pirmā reize, kad tas notiek."},
		{"cs", "Zastupitelstvo rozhodlo, že starý most bude uzavřen až do jara, protože je ve špatném stavu."},
		{"sk", "Zastupiteľstvo rozhodlo, že starý most bude zatvorený až do jari, pretože je v zlom stave."},
		{"sl", "Mestni svet je odločil, da bo stari most zaprt do pomladi, ker ni več varen, so povedali."},
		{"hr", "Gradsko vijeće odlučilo je zatvoriti stari most do proljeća jer nije siguran, što je također rekao i gradonačelnik."},
		{"sr", "Gradsko veće odlučilo je da zatvori stari most do proleća jer nije bezbedan, kaže gradonačelnik posle sednice."},
		{"sr", "Градско веће одлучило је да затвори стари мост до пролећа јер није безбедан."},
		{"bg", "Общинският съвет реши да затвори стария мост, които са от миналия век и че не са сигурни"},
		{"ro", "Consiliul local a decis să închidă podul vechi până la primăvară, pentru că nu mai este sigur."},
		{"hu", "A városi tanács úgy döntött, hogy tavaszig lezárja a régi hidat, mert már nem biztonságos."},
		{"el", "Το δημοτικό συμβούλιο αποφάσισε να κλείσει την παλιά γέφυρα μέχρι την άνοιξη, said the BBC"},
		{"ca", "El ple municipal ha decidit tancar el pont vell fins a la primavera perquè no és segur, i no és el primer cop."},
		{"vi", "Hội đồng thành phố đã quyết định đóng cây cầu cũ cho đến mùa xuân vì không an toàn."},
		{"sw", "Baraza la mji limeamua kufunga daraja la zamani hadi majira ya kuchipua kwa sababu si salama, alisema meya."},
		{"th", "สภาเมืองมีมติปิดสะพานเก่าจนถึงฤดูใบไม้ผลิ"},
		{"fa", "شورای شهر تصمیم گرفت پل قدیمی را تا بهار ببندد که کسی نمی\u200cداند"},
		{"ur", "سٹی کونسل نے پرانے پل کو بہار تک بند کرنے کا فیصلہ کیا ہے اور یہ پہلی بار نہیں"},
		{"bn", "নগর পরিষদ পুরোনো সেতুটি বসন্ত পর্যন্ত বন্ধ রাখার সিদ্ধান্ত নিয়েছে"},
		{"ta", "பழைய பாலத்தை வசந்த காலம் வரை மூட நகர சபை முடிவு செய்துள்ளது"},

		// Languages without a file, and too little text.
		{"", "नगर परिषदेने जुना पूल बंद करण्याचा निर्णय घेतला आहे आणि तो मोडकळीस आला आहे"},
		{"", "Këshilli bashkiak vendosi që ura e vjetër të mbyllet dhe kjo është një çështje për të gjithë nga fshati."},
		{"", "క్రొత్త వంతెన వసంతకాలం వరకు మూసివేయబడుతుంది BBC"},
		{"", "ក្រុមប្រឹក្សាក្រុងបានសម្រេចបិទស្ពានចាស់ by the river"},
		{"", "Reuters"},
		{"", "12:30 – 14:45"},
		{"", ""},
	} {
		if got := l.Language(c.text); got != c.want {
			t.Errorf("got %q, want %q for %s", got, c.want, c.text)
		}
	}
}

// The sample may end inside a character.
func TestLanguageReadsASample(t *testing.T) {
	text := ""
	for len(text) < 3*sampleBytes {
		text += "Это не первый раз, и это надолго. "
	}
	if got := Default().Language(text); got != "ru" {
		t.Errorf("got %q, want ru", got)
	}
}
