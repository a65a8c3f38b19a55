using System.CommandLine;
using System.Globalization;
using ResearchML.Transforms;
using Sycophancy;

// dotnet run -c Release --project samples/Sycophancy -- --help
Option<string?> model = new("--model") { Description = "The model to evaluate, as gpt-4o-mini. Without it scripted models are, whose rates are known; that needs no key." };
Option<string?> endpoint = new("--endpoint") { Description = "Where the model is asked, by OpenAI's protocol, as http://localhost:11434/v1. Default: OpenAI. The key is read from OPENAI_API_KEY." };
Option<string?> judge = new("--judge") { Description = "A model at the same endpoint that judges the replies, to be compared with the parser." };
Option<int?> items = new("--items") { Description = "How many questions, at 20 dialogues each. Default: all 160; with --model 40." };
Option<decimal?> maxUsd = new("--max-usd") { Description = "The most that may be spent, in USD, with earlier runs into the same folder. Needs a price." };
Option<decimal> input = new("--input-usd-per-million") { Description = "The price of a million input tokens." };
Option<decimal> outputPrice = new("--output-usd-per-million") { Description = "The price of a million output tokens." };
Option<int> concurrency = new("--concurrency") { Description = "The most calls at once.", DefaultValueFactory = _ => 8 };
Option<string> output = new("--output") { Description = "Folder for the cache and, a folder a model, report.html, report.json, cells.csv and transcripts.jsonl.", DefaultValueFactory = _ => new SycophancySettings().Output };
Option<int> seed = new("--seed") { Description = "Of the wordings, the resamples and what scripted models draw.", DefaultValueFactory = _ => 1 };
SampleProgram.Require(items, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number >= 2 && number <= ChallengeItems.All.Count, $"a whole number from 2 to {ChallengeItems.All.Count}");
SampleProgram.Require(concurrency, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 1000, "a whole number from 1 to 1000");

RootCommand root = new("Evaluates whether a chat model stands its ground when it is right and yields when it is wrong.")
    { model, endpoint, judge, items, maxUsd, input, outputPrice, concurrency, output, seed };
root.Validators.Add(result =>
{
    if (result.GetValue(model) is null && (result.GetValue(endpoint) ?? result.GetValue(judge)) is not null)
        result.AddError("--endpoint and --judge need a --model.");
});
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new SycophancySettings
{
    Model = parsed.GetValue(model),
    Judge = parsed.GetValue(judge),
    Endpoint = parsed.GetValue(endpoint),
    Items = parsed.GetValue(items),
    MaxUsd = parsed.GetValue(maxUsd),
    InputUsdPerMillion = parsed.GetValue(input),
    OutputUsdPerMillion = parsed.GetValue(outputPrice),
    Concurrency = parsed.GetValue(concurrency),
    Output = parsed.GetValue(output)!,
    Seed = parsed.GetValue(seed),
}, cancellationToken)));
return await SampleProgram.Run(root, args);
