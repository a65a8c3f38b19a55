#:package ResearchML.LanguageModels@$VERSION$
#:package TorchSharp-cpu@0.107.0
#:property PublishAot=false

using ResearchML.LanguageModels;

using LanguageModel model = LanguageModel.Create(new DecoderConfig { Layers = 1, Width = 32, Heads = 2 }, LanguageTokenizer.Bytes(), seed: 1);
IReadOnlyList<int> ids = model.GenerateTokens([], new GenerationOptions { MaxTokens = 8, StopAtEos = false });
Console.WriteLine($"generated {ids.Count} tokens");
