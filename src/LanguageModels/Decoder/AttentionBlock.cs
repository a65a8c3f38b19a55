using static TorchSharp.torch;

namespace ResearchML.LanguageModels;

/// <summary>Attention weights of some consecutive queries of a layer, of whole rows.</summary>
/// <param name="FirstQuery">Position of the first query.</param>
/// <param name="FirstKey">Position of the first key; more than 0 in layers with a sliding window only.</param>
/// <param name="Weights">(B, H, Q, S), float32: weight of each of S consecutive keys for each of Q consecutive queries, of all B rows and H query heads. The last
/// key is the last query. A query's weights add up to one; what it does not see has the weight 0.</param>
public readonly record struct AttentionBlock(int FirstQuery, int FirstKey, Tensor Weights);
