using System.CommandLine;
using System.Globalization;
using SentencePermutation;

// dotnet run -c Release --project samples/SentencePermutation -- --help
Option<int> seed = new("--seed") { Description = "Of the split, the weights, the orders and the order of the documents.", DefaultValueFactory = _ => 1 };
Option<int> copies = new("--copies") { Description = "How many times the small corpus is read, in orders of its sentences that differ from arm to arm.", DefaultValueFactory = _ => Contest.Copies };
Option<string> output = new("--output") { Description = "Folder for sentence-permutation.html and sentence-permutation.csv.", DefaultValueFactory = _ => "." };
SampleProgram.Require(copies, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 2 and <= 1000, "a whole number from 2 to 1000");

RootCommand root = new("Asks whether a small corpus goes further when its sentences are permuted, and whether it matters which orders are kept.") { seed, copies, output };
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(new SentencePermutationSettings
{
    Seed = parsed.GetValue(seed),
    Copies = parsed.GetValue(copies),
    Output = parsed.GetValue(output)!,
}, cancellationToken)));
return await SampleProgram.Run(root, args);
