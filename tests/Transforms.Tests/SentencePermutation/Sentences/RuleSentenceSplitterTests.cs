namespace ResearchML.Transforms.Tests;

/// <summary>Cases counted by hand: a bar stands where a sentence ends.</summary>
[TestClass]
public sealed class RuleSentenceSplitterTests
{
    [TestMethod]
    [DataRow("He came. |She left! |Why? |Nobody knows")]
    [DataRow("It cost 3.14 dollars. |See a.b.com or x@y.org or Program.cs for more. |In 1960. |20 men came.")]
    [DataRow("What?! |No!!! |Yes.")]
    [DataRow("One  \t. |Two.\u00a0\n|Three.")]
    public void A_terminator_ends_a_sentence_if_white_space_follows(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("He said \"Stop.\" |She did. |(It rained.) |[So be it.] |Then it ended.'' |\u201cYes.\u201d |\u00abNo.\u00bb |End.")]
    [DataRow("He stopped. |\"Why?\" |The man said nothing. |(Nobody did.)")]
    public void Quotation_marks_and_brackets_stay_with_their_sentence(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("\"Stop!\" he said. |\"Will you?\" she asked.")]
    [DataRow("He stopped. -- and went on. |-- Then he came.")]
    [DataRow("Yahoo! is a firm. |The word etc. is short. |He left (when?) , then came.")]
    public void What_goes_on_in_small_letters_is_no_new_sentence(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("\"Why?\" Tom asked. |\"No!\" I said. |Who? |Tom asked. |\"Who?\" Mr. J. Smith cried. |\"Where ...\" John Brown began.")]
    [DataRow("\"Why?\" |Then Tom asked. |\"Why?\" |Tom left. |\"Why?\" |The man asked. |\"Why?\" |Tom. |Smith asked.")]
    public void Who_spoke_belongs_to_what_was_said(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("Well ... I think so. |Well \u2026 I do. |Well ... 5 men came. |Well ... and so. |He left ... |Nobody came. |He left.... |I did. |So \u2026 |Yes.")]
    [DataRow("He left . . . and came. |He left. . . . |Nobody came. |I use etc. |.NET is old.")]
    public void An_ellipsis_ends_before_a_capital_that_is_not_I(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("Mr. Smith and Dr. The saw it, i.e. Rome. |MR. SMITH left. |He said 'Mr. Smith left.' |E.g. Rome. |Lt.-Col. Brown left.")]
    public void Some_abbreviations_never_end_a_sentence(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("See No. 5 there. |He said No. |Nobody cared.")]
    public void Some_abbreviations_go_on_only_with_a_number(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("He works for Smith Inc. Boston knows. |She works for Smith Inc. |The others do not. |SMITH INC. |THE REST.")]
    [DataRow("The U.S. Navy came to the U.S. |It left at 5 p.m. Monday. |They came at 5 p.m. |We left.")]
    [DataRow("J. R. R. Tolkien wrote. |J. A. Smith read vitamin C. |He knew. |J. I. Packer too.")]
    [DataRow("Smith v. The King. |Plan V. |The rest.")]
    [DataRow("See p. 5 and Fig. 3 of Jan. 5. |Main St. |Then St. Louis.")]
    [DataRow("The Mfg. Plant is in NBC. |Smith knew node.js. |Tom did not.")]
    public void Some_abbreviations_end_only_before_a_word_that_opens_sentences(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("1. First do this. |2. Then do that. |2.3. The end. |A. The start. |IV. The rest.")]
    [DataRow("(1.) First. |He had 12. |Nobody had more. |1960. |That was the year.")]
    public void A_list_number_belongs_to_what_it_numbers(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("A title\n\n|A text that\nis wrapped.\n|Again\r\n\r\n|more\r\nlines\u2029|and \n \t\n|so on\r\r|now\f|end")]
    [DataRow("  \n\n Leading space. |And trailing.  \n\n ")]
    [DataRow("He saw Dr.\n\n|Smith left")]
    public void An_empty_line_ends_a_sentence_and_a_line_break_does_not(string parts) => MustSplit(parts);

    [TestMethod]
    public void On_request_a_line_break_ends_one_too() =>
        MustSplit("roses are\n|red. |Violets\r\n|blue\n\n|", new SentenceSplitterOptions { LineBreaksEnd = true });

    [TestMethod]
    [DataRow("\u4eca\u65e5\u306f\u3002|\u660e\u65e5\uff01|\u300c\u4f55\uff1f\u300d|\u306f\u3044\u3002")]
    [DataRow("\u0939\u093e\u0901\u0964 |\u0928\u0939\u0940\u0902\u0964")]
    public void A_full_stop_that_needs_no_space_gets_none(string parts) => MustSplit(parts);

    [TestMethod]
    [DataRow("de", "Dr. Mai kam z.B. am 3. Oktober an. |Das war 1990. |Peter ging, vgl. Abb. 3 usw. |Dann kam der 2. Weltkrieg. |\u201eKomm!\u201c rief er.")]
    [DataRow("fr", "M. Dupont est l\u00e0. |\u00ab Viens ! \u00bb |Il est parti, cf. p. 5 du vol. 2. |L'homme dort. |En 50 av. J.-C. |C'est loin.")]
    [DataRow("es", "El sr. P\u00e9rez vino. |\u00bfQui\u00e9n? |\u00a1Nadie! |Vive en EE.UU. |No vuelve, cf. p\u00e1g. 3.")]
    [DataRow("it", "Il sig. Rossi e il Dott. Bianchi vennero. |Vedi pag. 5 del vol. 2. |Nel 300 a.C. |Poi nulla.")]
    [DataRow("pt", "O sr. Silva veio. |Veja a p\u00e1g. 5. |A S.A. Lisboa cresceu.")]
    [DataRow("nl", "Daar is dhr. Jansen kwam d.w.z. Piet. |Zie blz. 5 van dl. 2. |Het is zo, enz. |De rest niet.")]
    public void Each_language_has_its_words(string language, string parts) => MustSplit(parts, new SentenceSplitterOptions { Language = language });

    [TestMethod]
    public void The_languages_are_listed_and_each_loads()
    {
        CollectionAssert.AreEqual(new[] { "de", "en", "es", "fr", "it", "nl", "pt" }, RuleSentenceSplitter.Languages.ToArray());
        foreach (string language in RuleSentenceSplitter.Languages)
            Assert.HasCount(2, SentenceSplitter.For(language).Split("Banana banana. Banana banana."), language);
    }

    [TestMethod]
    public void The_callers_abbreviations_come_first()
    {
        var options = new SentenceSplitterOptions { Abbreviations = ["Xyzab.", "mr"], Titles = ["Foobar", "no."] };
        MustSplit("An Xyzab. Man came to Xyzab. |The man saw Foobar. The and said No. Tom. |AN XYZAB. MAN.", options);
        MustSplit("An Xyzab. |Man saw Foobar. |The man.");
    }

    [TestMethod]
    public void Bad_options_are_named()
    {
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => SentenceSplitter.For("xx")).Message,
            "SentenceSplitterOptions.Language must be one of 'de', 'en', 'es', 'fr', 'it', 'nl', 'pt', but is 'xx'.");
        StringAssert.StartsWith(
            Assert.Throws<ArgumentException>(() => new RuleSentenceSplitter(new SentenceSplitterOptions { Titles = ["Dr.", "two words"] })).Message,
            "SentenceSplitterOptions.Titles must hold words of 1 to 32 letters, digits, periods and apostrophes, but holds 'two words'.");
        Assert.Throws<ArgumentException>(() => new RuleSentenceSplitter(new SentenceSplitterOptions { Abbreviations = ["."] }));
        Assert.Throws<ArgumentException>(() => new RuleSentenceSplitter(new SentenceSplitterOptions { Abbreviations = [null!] }));
        Assert.Throws<ArgumentNullException>(() => new RuleSentenceSplitter(new SentenceSplitterOptions { Abbreviations = null! }));
        Assert.Throws<ArgumentNullException>(() => SentenceSplitter.For(null!));
        Assert.Throws<ArgumentNullException>(() => new RuleSentenceSplitter(null!));
    }

    private static void MustSplit(string parts, SentenceSplitterOptions? options = null)
    {
        var splitter = new RuleSentenceSplitter(options ?? new SentenceSplitterOptions());
        Assert.AreEqual(parts.TrimEnd('|'), string.Join('|', splitter.Split(parts.Replace("|", "", StringComparison.Ordinal))));
    }
}
