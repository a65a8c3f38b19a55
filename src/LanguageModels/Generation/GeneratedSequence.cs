using System.Text;

namespace ResearchML.LanguageModels;

/// <summary>One row of a generation: its tokens, and the text that they have certainly become.</summary>
internal sealed class GeneratedSequence
{
    private const char Replacement = '\uFFFD';

    private readonly LanguageTokenizer _tokenizer;
    private readonly IReadOnlyList<int> _endTokens;
    private readonly GenerationOptions _options;
    private readonly List<int> _all; // BOS, prompt and generated ids
    private readonly List<int> _tokens = [];
    private readonly StringBuilder _text = new();
    private int _contextStart; // ids before are not seen by the model any more
    private int _windowStart; // ids before are not decoded again
    private int _read; // ids before have become text
    private int _taken; // characters handed out by TakeText

    public GeneratedSequence(LanguageTokenizer tokenizer, IReadOnlyList<int> endTokens, GenerationOptions options, IReadOnlyList<int> prompt, ulong seed)
    {
        foreach (int id in prompt)
        {
            if ((uint)id >= (uint)tokenizer.VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(prompt), id, $"Token id {id} is not in the vocabulary: ids run from 0 to {tokenizer.VocabularySize - 1}.");
        }
        (_tokenizer, _endTokens, _options, Seed) = (tokenizer, endTokens, options, seed);
        bool addBos = tokenizer.BosId is not null && (prompt.Count == 0 || prompt[0] != tokenizer.BosId);
        _all = addBos ? [tokenizer.BosId!.Value, .. prompt] : [.. prompt];
        if (_all.Count == 0)
            throw new ArgumentException("An empty prompt needs a tokenizer with a BOS id, and this one has none.", nameof(prompt));
        // Some tokenizers drop a leading space when they decode: a few ids of the prompt before the new ones keep it in place.
        (_windowStart, _read) = (Math.Max(0, _all.Count - 8), _all.Count);
    }

    public ulong Seed { get; }

    public bool IsFinished { get; private set; }

    /// <summary>All ids so far: BOS, prompt, generated.</summary>
    public IReadOnlyList<int> All => _all;

    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>The ids that the model sees: all from where the window begins, which moves to the last half of the context when they outgrow it.</summary>
    public IReadOnlyList<int> Window(int context)
    {
        if (_all.Count - _contextStart > context)
            _contextStart = _all.Count - context / 2;
        return _all.GetRange(_contextStart, _all.Count - _contextStart);
    }

    public string Text => _text.ToString();

    public bool HasPendingText => TextCertain > _taken;

    private int TextCertain => IsFinished ? _text.Length : Math.Max(_taken, _text.Length - LongestStop + 1);

    private int LongestStop => _options.StopStrings.Count == 0 ? 1 : _options.StopStrings.Max(s => s.Length);

    public void Add(int token)
    {
        if (_options.StopAtEos && _endTokens.Contains(token))
        {
            Finish();
            return;
        }
        _tokens.Add(token);
        _all.Add(token);
        Decode(flush: false);
        if (!IsFinished && _tokens.Count == _options.MaxTokens)
            Finish();
    }

    /// <summary>The text that became certain since the last call.</summary>
    public string TakeText()
    {
        int certain = TextCertain;
        string text = certain > _taken ? _text.ToString(_taken, certain - _taken) : "";
        _taken = Math.Max(_taken, certain);
        return text;
    }

    private void Finish()
    {
        Decode(flush: true);
        IsFinished = true;
    }

    /// <summary>Turns the ids that are not text yet into text, unless they end within a character.</summary>
    private void Decode(bool flush)
    {
        string before = _tokenizer.Decode(_all.GetRange(_windowStart, _read - _windowStart));
        string now = _tokenizer.Decode(_all.GetRange(_windowStart, _all.Count - _windowStart));
        if (now.Length <= before.Length || (!flush && now[^1] == Replacement))
            return;
        int searchFrom = Math.Max(0, _text.Length - LongestStop + 1);
        _text.Append(now, before.Length, now.Length - before.Length);
        (_windowStart, _read) = (_read, _all.Count);
        CutAtStopString(searchFrom);
    }

    private void CutAtStopString(int from)
    {
        if (_options.StopStrings.Count == 0)
            return;
        string tail = _text.ToString(from, _text.Length - from);
        int cut = _options.StopStrings.Select(s => tail.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (cut < 0)
            return;
        _text.Length = from + cut;
        IsFinished = true;
    }
}
