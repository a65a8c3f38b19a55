using System.Text.RegularExpressions;

namespace ResearchML.LanguageModels.Tests;

[TestClass]
public sealed class ReferenceDocumentationTests
{
    private const string Long = "This sentence is here to make the document long enough to be kept: a type with less than two hundred characters of text is left out of the corpus, because a model learns nothing from a stub of that size.";

    [TestMethod]
    public void Members_become_prose_under_their_type()
    {
        var document = Read($"""
            <member name="T:N.Box`1"><summary>Holds a <see cref="T:System.String" />, not <see langword="null" />.
                 {Long}</summary><typeparam name="T">The type.</typeparam></member>
            <member name="M:N.Box`1.#ctor(System.Int32)"><summary>Makes one.</summary></member>
            <member name="M:N.Box`1.Put``1(System.Collections.Generic.List{"{"}System.String{"}"})">
              <summary>Puts <paramref name="x" /> in; see <see cref="M:System.Text.StringBuilder.Append(System.Char)">there</see> or <see cref="P:System.String.Length" />.</summary>
              <param name="x">What <c>to</c> put.</param>
              <returns>A list:
                <list type="bullet"><item><term>0</term><description>none</description></item><item><description>more &lt; 5</description></item></list></returns>
              <exception cref="T:System.ArgumentNullException"><paramref name="x" /> is <see langword="null" />.

            -or-

            It is empty.</exception>
            </member>
            <member name="M:N.Box`1.Put(System.Int32)"><summary>Puts a number.</summary></member>
            <member name="M:N.Box`1.System#IDisposable#Dispose"><summary>Disposes.<para>Twice.</para></summary></member>
            """).Single();
        Assert.AreEqual("N.Box`1", document.Name);
        Assert.AreEqual($"""
            N.Box
            Holds a String, not null. {Long}
            T: The type.

            Constructor
            Makes one.

            Put
            Puts x in; see there or String.Length.
            x: What to put.
            Returns: A list:
            0: none
            more < 5
            ArgumentNullException: x is null.
            It is empty.
            Puts a number.

            Dispose
            Disposes.
            Twice.

            """, document.Text);
    }

    [TestMethod]
    public void A_paragraph_is_kept_only_where_it_first_occurs_and_what_is_left_of_a_type_must_be_long_enough()
    {
        var documents = Read($"""
            <member name="T:B"><summary>{Long}</summary></member>
            <member name="T:A"><summary>{Long}</summary></member>
            <member name="M:A.F"><summary>Does.</summary><param name="a">The same words.</param><param name="b">The same words.</param></member>
            <member name="T:System.Runtime.Intrinsics.X86.Sse"><summary>{Long} __m128 _mm_add_ps</summary></member>
            """);
        Assert.AreEqual("A", documents.Single().Name);
        Assert.AreEqual($"A\n{Long}\n\nF\nDoes.\na: The same words.\n", documents.Single().Text);
    }

    [TestMethod]
    public void Broken_files_and_document_types_are_errors_that_name_the_file()
    {
        using var folder = new TemporaryFolder();
        foreach (var xml in new[] { "<doc><members><member name=\"T:A\"><summary>", "<!DOCTYPE doc [<!ENTITY a \"b\">]><doc>&a;</doc>", "" })
        {
            var path = folder.Write("bad.xml", xml);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ReferenceDocumentationText.Read([path])).Message, path, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void The_newest_pack_under_the_first_root_that_has_one_is_read()
    {
        using var folder = new TemporaryFolder();
        foreach (var version in new[] { "9.0.30/ref/net9.0", "10.0.2/ref/net10.0", "10.0.10-rc.1/ref/net10.0", "10.0.10/ref/net10.0" })
            folder.Write($"root/packs/Microsoft.NETCore.App.Ref/{version}/A.xml", "<doc/>");
        folder.Write("root/packs/Microsoft.NETCore.App.Ref/11.0.0/analyzers/x.dll", "");
        var found = ReferenceDocumentationFiles.Find([Path.Combine(folder.FullPath, "none"), Path.Combine(folder.FullPath, "root")]).Single();
        Assert.AreEqual("root/packs/Microsoft.NETCore.App.Ref/10.0.10/ref/net10.0/A.xml", Path.GetRelativePath(folder.FullPath, found).Replace('\\', '/'));
    }

    [TestMethod]
    public void Where_no_pack_is_found_the_error_names_every_folder_searched()
    {
        using var folder = new TemporaryFolder();
        var roots = new[] { Path.Combine(folder.FullPath, "one"), Path.Combine(folder.FullPath, "two") };
        var message = Assert.ThrowsExactly<DirectoryNotFoundException>(() => ReferenceDocumentationFiles.Find(roots)).Message;
        foreach (var root in roots)
            StringAssert.Contains(message, root, StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_SDKs_own_documentation_is_a_large_corpus_of_plain_text_without_repeated_paragraphs()
    {
        var documents = TextCorpus.ReferenceDocumentation();
        Assert.IsGreaterThan(1000, documents.Count);
        Assert.IsGreaterThan(5_000_000, documents.Sum(d => (long)d.Text.Length));
        CollectionAssert.AreEqual(documents.Select(d => d.Name).Order(StringComparer.Ordinal).Distinct().ToArray(), documents.Select(d => d.Name).ToArray());
        Assert.IsTrue(documents.All(d => d.Text.Length >= 200));

        // The text speaks of XML now and then ("an end element tag, for example </item>"), but holds none of the documentation's own.
        var markup = new Regex("<(see|seealso|paramref|typeparamref|param|exception|list|xref) |</?(summary|para|param|returns|description|term)>");
        Assert.IsEmpty(documents.Where(d => markup.IsMatch(d.Text)).Select(d => d.Name));

        // A heading is one word; any other line is a paragraph, perhaps with a label of one word.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeated = documents.SelectMany(d => d.Text.Split('\n')).Where(line => line.Contains(' ', StringComparison.Ordinal) && !seen.Add(line));
        Assert.IsEmpty(repeated);
    }

    private static IReadOnlyList<TextDocument> Read(string members)
    {
        using var folder = new TemporaryFolder();
        return ReferenceDocumentationText.Read([folder.Write("x.xml", $"<?xml version=\"1.0\"?><doc><assembly><name>X</name></assembly><members>{members}</members></doc>")]);
    }
}
