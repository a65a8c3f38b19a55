using Microsoft.Extensions.AI;
using ResearchML.LanguageModels;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class LanguageModelChatClientTests
{
    private static readonly GenerationOptions Defaults = new() { MaxTokens = 12, StopAtEos = false, Seed = 5 };
    private static readonly ChatMessage[] Messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello?")];
    private static readonly IReadOnlyList<int> Prompt = ChatTemplate.ChatML.Encode(
        TinyChat.Model.Tokenizer, [new ChatTurn("system", "Be brief."), new ChatTurn("user", "Hello?")], addGenerationPrompt: true);

    private static LanguageModelChatClient Client => new(TinyChat.Model, "tiny", ChatTemplate.ChatML, Defaults);

    [TestMethod]
    public async Task The_answer_is_what_the_model_writes_after_the_templates_prompt()
    {
        ChatResponse response = await Client.GetResponseAsync(Messages);
        IReadOnlyList<int> tokens = TinyChat.Model.GenerateTokens(Prompt, Defaults);
        Assert.AreEqual(TinyChat.Model.Tokenizer.Decode(tokens), response.Text);
        Assert.AreEqual(Prompt.Count, response.Usage!.InputTokenCount);
        Assert.AreEqual(tokens.Count, response.Usage.OutputTokenCount);
        Assert.AreEqual(ChatFinishReason.Length, response.FinishReason);
        Assert.AreEqual("tiny", response.ModelId);
    }

    [TestMethod]
    public async Task The_stream_joins_to_the_answer()
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in Client.GetStreamingResponseAsync(Messages))
            updates.Add(update);
        Assert.IsGreaterThan(2, updates.Count);
        Assert.AreEqual((await Client.GetResponseAsync(Messages)).Text, string.Concat(updates.Select(u => u.Text)));
        Assert.AreEqual(ChatFinishReason.Length, updates[^1].FinishReason);
    }

    [TestMethod]
    public async Task A_call_says_how_much_and_how_it_is_written()
    {
        string whole = (await Client.GetResponseAsync(Messages)).Text;
        ChatResponse cut = await Client.GetResponseAsync(Messages, new ChatOptions { StopSequences = [whole[3..5]] });
        Assert.AreEqual(whole[..3], cut.Text);
        Assert.AreEqual(ChatFinishReason.Stop, cut.FinishReason);
        Assert.AreEqual(4, (await Client.GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 4 })).Usage!.OutputTokenCount);
        Assert.AreNotEqual(whole, (await Client.GetResponseAsync(Messages, new ChatOptions { Seed = 6 })).Text);
    }

    [TestMethod]
    public async Task Calls_at_once_give_what_they_give_one_by_one()
    {
        using LanguageModelChatClient client = Client;
        string[] prompts = ["a", "b", "c", "d", "e", "f"];
        var alone = new List<string>();
        foreach (string prompt in prompts)
            alone.Add((await client.GetResponseAsync(prompt)).Text);
        ChatResponse[] together = await Task.WhenAll(prompts.Select(p => client.GetResponseAsync(p)));
        CollectionAssert.AreEqual(alone, together.Select(r => r.Text).ToArray());
    }

    [TestMethod]
    public async Task A_cancelled_call_stops_between_tokens_and_the_next_runs()
    {
        using LanguageModelChatClient client = Client;
        using var cancel = new CancellationTokenSource();
        int seen = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate _ in client.GetStreamingResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 1000 }, cancel.Token))
            {
                if (++seen == 3)
                    await cancel.CancelAsync();
            }
        });
        Assert.AreEqual(3, seen);
        Assert.AreNotEqual("", (await client.GetResponseAsync(Messages)).Text);
    }

    [TestMethod]
    public void What_it_cannot_do_is_refused()
    {
        using LanguageModelChatClient client = Client;
        Assert.Throws<NotSupportedException>(() => _ = client.GetResponseAsync([new ChatMessage(ChatRole.User, [new UriContent("http://x/y.png", "image/png")])]));
        Assert.Throws<NotSupportedException>(() => _ = client.GetResponseAsync("q", new ChatOptions { ResponseFormat = ChatResponseFormat.Json }));
        Assert.Throws<InvalidOperationException>(() => new LanguageModelChatClient(TinyChat.Model)); // no template
    }

    [TestMethod]
    public void The_model_is_the_callers_unless_it_is_given_away()
    {
        LanguageModel model = TinyChat.Model.Clone();
        new LanguageModelChatClient(model, template: ChatTemplate.ChatML).Dispose();
        model.Generate("x", Defaults);
        new LanguageModelChatClient(model, template: ChatTemplate.ChatML, ownsModel: true).Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Generate("x", Defaults));
    }

    [TestMethod]
    public void It_answers_the_rows_of_a_pipeline()
    {
        using LanguageModelChatClient client = Client;
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, new CompleteChatOptions { MaxOutputTokens = 5, MaxConcurrency = 4 });
        ChatPipeline.Answered[] answers = chat.Ask(ChatPipeline.Numbered(6));
        Assert.IsTrue(answers.All(a => a is { ResponseError: "", ResponseOutputTokens: 5 }));
    }

    [TestMethod]
    public void Rows_wait_for_their_turn_before_their_time_runs()
    {
        using var client = new Counting(Client);
        using ChatCompletionTransformer chat = ChatPipeline.Fit(client, new CompleteChatOptions { MaxOutputTokens = 5, MaxConcurrency = 8 });
        chat.Ask(ChatPipeline.Numbered(20));
        Assert.AreEqual((20, 1), (client.Calls, client.MostInFlight));
    }

    private sealed class Counting(IChatClient inner) : DelegatingChatClient(inner)
    {
        private readonly Lock _gate = new();
        private int _inFlight;

        public int Calls { get; private set; }

        public int MostInFlight { get; private set; }

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            lock (_gate)
                (Calls, MostInFlight) = (Calls + 1, Math.Max(MostInFlight, ++_inFlight));
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            lock (_gate)
                _inFlight--;
            return response;
        }
    }
}
