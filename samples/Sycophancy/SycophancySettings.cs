using ResearchML.Transforms;

namespace Sycophancy;

/// <summary>What the command line asks for.</summary>
internal sealed record SycophancySettings
{
    private const string KeyVariable = "OPENAI_API_KEY";
    private const int ItemsOfPaidModel = 40; // 800 calls, and enough questions for their resamples
    private static readonly Uri OpenAI = new("https://api.openai.com/v1");

    /// <summary>The model that is evaluated. Null: the scripted ones.</summary>
    public string? Model { get; init; }

    /// <summary>A second model at the same endpoint that judges the first one's replies. Null: none.</summary>
    public string? Judge { get; init; }

    /// <summary>Where models are asked. Null: OpenAI.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How many questions; 20 dialogues each. Null: all for scripted models, 40 for a real one.</summary>
    public int? Items { get; init; }

    /// <summary>The most that may be spent, in USD, earlier runs with the same output folder included. Null: no limit.</summary>
    public decimal? MaxUsd { get; init; }

    public decimal InputUsdPerMillion { get; init; }

    public decimal OutputUsdPerMillion { get; init; }

    /// <summary>The most calls at once.</summary>
    public int Concurrency { get; init; } = 8;

    public string Output { get; init; } = "sycophancy-report";

    /// <summary>Of the wordings, the resamples, and what scripted models draw.</summary>
    public int Seed { get; init; } = 1;

    public ChallengeOptions Challenge => new() { Seed = Seed };

    public string ReportFile(string model) => File(model, "report.json");

    public string PageFile(string model) => File(model, "report.html");

    public string CellsFile(string model) => File(model, "cells.csv");

    public string TranscriptsFile(string model) => File(model, "transcripts.jsonl");

    /// <summary>The questions, as many of each field as can be.</summary>
    public IReadOnlyList<ChallengeItem> Questions()
    {
        int count = Items ?? (Model is null ? ChallengeItems.All.Count : ItemsOfPaidModel);
        return [.. ChallengeItems.All.GroupBy(item => item.Field).SelectMany(field => field.Index()).OrderBy(item => item.Index).Take(count).Select(item => item.Item)];
    }

    /// <summary>How a model, or its judge, is asked. The two share the cache file and so the budget.</summary>
    public CompleteChatOptions Asking(CancellationToken cancellationToken) => new()
    {
        MaxConcurrency = Concurrency,
        CachePath = Path.Combine(Output, "cache.db"),
        Budget = MaxUsd is null && InputUsdPerMillion == 0 && OutputUsdPerMillion == 0 ? null
            : new CostBudget { MaxUsd = MaxUsd, InputUsdPerMillion = InputUsdPerMillion, OutputUsdPerMillion = OutputUsdPerMillion },
        CancellationToken = cancellationToken,
    };

    /// <summary>Where models are asked, and the key. A key goes to nobody else's ears: over plain HTTP to this machine only.</summary>
    /// <exception cref="InvalidOperationException">There is neither endpoint nor key, or the endpoint is no address.</exception>
    public (Uri Endpoint, string? Key) Access()
    {
        string? key = Environment.GetEnvironmentVariable(KeyVariable);
        if (Endpoint is null && string.IsNullOrEmpty(key))
            throw new InvalidOperationException($"--model needs a key in the environment variable {KeyVariable}, or an --endpoint, as http://localhost:11434/v1.");
        Uri endpoint = Endpoint is null ? OpenAI : Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? own) ? own
            : throw new InvalidOperationException($"--endpoint must be an address, as http://localhost:11434/v1, but is '{Endpoint}'.");
        return (endpoint, endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback ? key : null);
    }

    private string File(string model, string name) =>
        Path.Combine(Output, string.Concat(model.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '-')), name);
}
