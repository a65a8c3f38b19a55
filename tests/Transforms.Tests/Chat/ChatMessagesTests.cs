namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class ChatMessagesTests
{
    [TestMethod]
    [DataRow("What is 6 times 7?")]
    [DataRow("[1, 2, 3]: what comes next?")]
    [DataRow("""[{"a": 1}] is JSON, is it not?""")]
    [DataRow("[1, 2, 3]")]
    [DataRow("""["a", "b"]""")]
    [DataRow("[sic] What is this?")]
    [DataRow("[")]
    [DataRow("[{")]
    [DataRow("""{"name":"x"}""")]
    public void Any_other_text_is_one_message_of_the_users(string text)
    {
        LanguageModels.ChatTurn turn = ChatMessages.Parse(text).Single();
        Assert.AreEqual(("user", text), (turn.Role, turn.Content));
    }

    [TestMethod]
    public void The_order_of_fields_and_what_else_an_object_holds_do_not_matter()
    {
        LanguageModels.ChatTurn[] turns = ChatMessages.Parse("""  [ { "content" : "hi\n", "role":"user", "name":"x"} , {"role":"assistant","content":""} ] """);
        CollectionAssert.AreEqual(new LanguageModels.ChatTurn[] { new("user", "hi\n"), new("assistant", "") }, turns);
    }

    [TestMethod]
    [DataRow("""[{"role":"user"}]""", "message 1 has no text \"content\"")]
    [DataRow("""[{"role":"user","content":[{"type":"text","text":"q"}]}]""", "message 1 has no text \"content\"")]
    [DataRow("""[{"role":"user","content":"q"}, 7]""", "message 2 is Number; expected an object with role and content")]
    [DataRow("""[{"role":"tool","content":"q"}]""", "message 1 has role \"tool\"; known are system, user, assistant")]
    [DataRow("[]", "the conversation holds no message: it is an empty JSON array")]
    [DataRow(" [ ] ", "the conversation holds no message: it is an empty JSON array")]
    [DataRow("""[{"name":"x"}]""", "message 1 has no text \"role\"")]
    [DataRow("[{}]", "message 1 has no text \"role\"")]
    [DataRow("""[7, {"role":"user","content":"q"}]""", "message 1 is Number; expected an object with role and content")]
    [DataRow("""[{"name":"x","role":"user"}]""", "message 1 has no text \"content\"")]
    [DataRow("""[{"role":"user","content":"\ud800"}]""", "message 1 is not valid Unicode: half of a surrogate pair")]
    public void A_conversation_that_is_none_says_why(string text, string reason) =>
        Assert.AreEqual(reason, Assert.Throws<FormatException>(() => ChatMessages.Parse(text)).Message);

    [TestMethod]
    public void A_conversation_that_is_cut_short_is_not_taken_for_a_question() =>
        StringAssert.StartsWith(Assert.Throws<FormatException>(() => ChatMessages.Parse("""[{"role":"user","content":"q"}""")).Message, "a text that begins like a conversation is no JSON");

    [TestMethod]
    public void Half_of_a_surrogate_pair_is_refused_and_a_whole_one_is_not()
    {
        Assert.Throws<FormatException>(() => ChatMessages.Parse("x\ud83d"));
        Assert.Throws<FormatException>(() => ChatMessages.Parse("\ude00x"));
        Assert.Throws<FormatException>(() => ChatMessages.Parse("[x\ud83d"));
        Assert.AreEqual("😀", ChatMessages.Parse("😀").Single().Content);
    }
}
