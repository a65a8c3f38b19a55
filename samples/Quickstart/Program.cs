using System.CommandLine;
using System.Globalization;
using Quickstart;

// dotnet run -c Release --project samples/Quickstart -- --help
Option<double> minutes = new("--minutes") { Description = "How long to train. The number of steps, and so the result, depends on the machine's speed.", DefaultValueFactory = _ => 1.5 };
Option<string?> corpus = new("--corpus") { Description = "A .txt, .md or .jsonl file, or a folder of them. Default: the .NET SDK's reference documentation on this machine." };
Option<string?> model = new("--model") { Description = "Folder of a Hugging Face llama checkpoint to start from. Default: a fresh model of about one million parameters." };
Option<int?> vocabulary = new("--vocabulary") { Description = "Learn a byte-level BPE of this many tokens from the training text first. Default: a token a byte, and 1,024 with --augment." };
Option<string> objective = new("--objective") { Description = $"What to minimise: {ObjectiveChoice.Names}. The held-out text is judged by next-token loss either way.", DefaultValueFactory = _ => ObjectiveChoice.Default };
Option<string> augment = new("--augment") { Description = $"What is added to the training text: {AugmentChoice.Names}. {AugmentChoice.Permute} takes a small part of it, and adds other orders of each document's sentences.", DefaultValueFactory = _ => AugmentChoice.None };
Option<int> seed = new("--seed") { Description = "Of the split, the weights and the order of the documents.", DefaultValueFactory = _ => 1 };
Option<string> output = new("--output") { Description = "Folder for quickstart.zip and quickstart.html.", DefaultValueFactory = _ => "." };
SampleProgram.Require(minutes, value => double.TryParse(value, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= 10_000, "a number, more than 0 and at most 10000");
SampleProgram.Require(objective, ObjectiveChoice.IsKnown, "one of " + ObjectiveChoice.Names);
SampleProgram.Require(augment, AugmentChoice.IsKnown, "one of " + AugmentChoice.Names);
SampleProgram.Require(vocabulary, value => int.TryParse(value, CultureInfo.InvariantCulture, out int number) && number is >= 259 and <= 65_536, "a whole number from 259 (256 bytes and 3 special tokens) to 65536");

RootCommand root = new("Trains a small language model in an ML.NET pipeline and shows what it learned.") { minutes, corpus, model, vocabulary, objective, augment, seed, output };
root.Validators.Add(result =>
{
    if (result.GetResult(model) is { Tokens.Count: > 0 } && result.GetResult(vocabulary) is { Tokens.Count: > 0 })
        result.AddError("--vocabulary cannot be given with --model: a model's weights belong to the tokenizer that it was trained with.");
});
root.SetAction((parsed, cancellationToken) => SampleProgram.Guarded(() => MainJob.Run(
    new QuickstartSettings(parsed.GetValue(minutes), parsed.GetValue(corpus), parsed.GetValue(model), parsed.GetValue(vocabulary), parsed.GetValue(objective)!, parsed.GetValue(augment)!, parsed.GetValue(seed), parsed.GetValue(output)!), cancellationToken)));

// The process that only loads what the main one saved.
Argument<string> modelFile = new("model"), dataFile = new("data");
Command child = new(ChildProcess.CommandName) { modelFile, dataFile };
child.Hidden = true;
child.SetAction((parsed, _) => SampleProgram.Guarded(() => ChildProcess.PrintScores(parsed.GetValue(modelFile)!, parsed.GetValue(dataFile)!)));
root.Add(child);

return await SampleProgram.Run(root, args);
