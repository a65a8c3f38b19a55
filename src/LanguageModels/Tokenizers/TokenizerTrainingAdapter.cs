using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace ResearchML.LanguageModels;

/// <summary>Reads the text column for <see cref="BytePairTraining"/>, and passes its progress to ML.NET's log and to the caller.</summary>
internal sealed class TokenizerTrainingAdapter : IProgress<TokenizerTrainingProgress>
{
    private const string Name = "TrainTokenizer";
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(1);

    private readonly IHost _host;
    private readonly IChannel _channel;
    private readonly IProgress<TokenizerTrainingProgress>? _caller;
    private long _lastLog = System.Diagnostics.Stopwatch.GetTimestamp();

    private TokenizerTrainingAdapter(IHost host, IChannel channel, IProgress<TokenizerTrainingProgress>? caller) => (_host, _channel, _caller) = (host, channel, caller);

    public static LanguageTokenizer Train(IHostEnvironment environment, IDataView data, string textColumnName, int vocabularySize, TokenizerTrainingOptions options)
    {
        DataViewSchema.Column column = InputColumn.Text(textColumnName).Require(data.Schema);
        IHost host = environment.Register(Name);
        using IChannel channel = host.Start("Training");
        var progress = new TokenizerTrainingAdapter(host, channel, options.Progress);
        LanguageTokenizer tokenizer = LanguageTokenizer.Train(Texts(data, column), vocabularySize, options with { Progress = progress });
        if (tokenizer.VocabularySize < vocabularySize)
            channel.Warning(MessageSensitivity.None, "The text has pairs for {0} tokens only; {1} were asked for.", tokenizer.VocabularySize, vocabularySize);
        return tokenizer;
    }

    public void Report(TokenizerTrainingProgress value)
    {
        _host.ThrowIfCanceled();
        if (System.Diagnostics.Stopwatch.GetElapsedTime(_lastLog) >= LogInterval)
        {
            _lastLog = System.Diagnostics.Stopwatch.GetTimestamp();
            _channel.Info(MessageSensitivity.None, "{0}", FormattableString.Invariant($"{value.CharactersRead} characters read, {value.Tokens} of {value.VocabularySize} tokens."));
        }
        _caller?.Report(value);
    }

    private static IEnumerable<string?> Texts(IDataView data, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        Func<string> text = TextColumnAdapter.Bind(cursor, column.Name);
        while (cursor.MoveNext())
            yield return text();
    }
}
