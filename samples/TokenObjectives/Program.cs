using System.CommandLine;
using System.Globalization;
using TokenObjectives;

// dotnet run -c Release --project samples/TokenObjectives -- --help
Option<int> seed = new("--seed") { Description = "Of the split, the weights and the order.", DefaultValueFactory = _ => 1 };
Option<double> seconds = new("--seconds") { Description = "How long each objective is trained for; the whole takes about ten times as long.", DefaultValueFactory = _ => 10 };
Option<string> output = new("--output") { Description = "Folder for token-objectives.html and token-objectives.csv.", DefaultValueFactory = _ => "." };
SampleProgram.Require(seconds, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= 100_000, "a number, more than 0 and at most 100000");

RootCommand root = new("Compares next-token, k-shot, multi-token and token-order training on text, at equal time and at equal tokens.") { seed, seconds, output };
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new TokenObjectivesSettings
{
    Seed = parsed.GetValue(seed),
    Seconds = parsed.GetValue(seconds),
    Output = parsed.GetValue(output)!,
}, cancellationToken)));
return await SampleProgram.Run(root, args);
