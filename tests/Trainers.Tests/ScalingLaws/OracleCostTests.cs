namespace ResearchML.Trainers.Tests;

/// <summary>No form is fitted worse than by an independent program: scipy's least squares from thousands of starts with continuation in Huber's threshold,
/// polished to a gradient of 1e-12, run once in November 2026 on the same files. Its costs stand below.</summary>
[TestClass]
[TestCategory(SharedData.Category)]
public sealed class OracleCostTests
{
    // At 1e-6: the optimum itself, to more digits than anyone reads.
    [TestMethod]
    [DataRow("C4_le41", "Chinchilla", 0.0002724328632943902)]
    [DataRow("C4_le41", "TiedExponents", 0.00029386383912258246)]
    [DataRow("C4_le41", "KaplanWithFloor", 0.00021277007297169047)]
    [DataRow("C4_le41", "Generalized", 0.00021166821071642104)]
    [DataRow("C4_le41", "SizeDependentData", 0.0001914848546921932)]
    [DataRow("RPJ_le41", "Chinchilla", 0.0002554593179465138)]
    [DataRow("RPJ_le41", "TiedExponents", 0.0002739790256440563)]
    [DataRow("RPJ_le41", "KaplanWithFloor", 0.00021203927077960964)]
    [DataRow("RPJ_le41", "Generalized", 0.0002119757349453557)]
    [DataRow("RPJ_le41", "SizeDependentData", 0.00020242863969898887)]
    [DataRow("C4", "Chinchilla", 0.0005299541304503374)]
    [DataRow("C4", "TiedExponents", 0.0005302483466973107)]
    [DataRow("C4", "KaplanWithFloor", 0.0004559894340326146)]
    [DataRow("C4", "Generalized", 0.00037844811158540507)]
    [DataRow("C4", "SizeDependentData", 0.0003593348312732567)]
    [DataRow("RPJ", "Chinchilla", 0.00042651082715389275)]
    [DataRow("RPJ", "TiedExponents", 0.00043629503146017595)]
    [DataRow("RPJ", "KaplanWithFloor", 0.00045058913269834086)]
    [DataRow("RPJ", "Generalized", 0.0003542979592679581)]
    [DataRow("RPJ", "SizeDependentData", 0.00034011089409760674)]
    [DataRow("data_constrained_epochs_le1", "Chinchilla", 0.0009489816775897659)]
    [DataRow("data_constrained_epochs_le1", "TiedExponents", 0.0009571597597268178)]
    [DataRow("data_constrained_epochs_le1", "KaplanWithFloor", 0.0007343410914351158)]
    [DataRow("data_constrained_epochs_le1", "Generalized", 0.0007060419726634417)]
    [DataRow("data_constrained_epochs_le1", "SizeDependentData", 0.0005730335815742942)]
    [DataRow("chinchilla240", "Chinchilla", 0.001018274017800596)]
    [DataRow("chinchilla240", "TiedExponents", 0.0010221748939386295)]
    [DataRow("chinchilla240", "KaplanWithFloor", 0.0021747285134110384)]
    [DataRow("chinchilla240", "Generalized", 0.0009541845002869401)]
    [DataRow("chinchilla240", "SizeDependentData", 0.0009376509424496919)]
    [DataRow("chinchilla245", "Chinchilla", 0.0018260105230693303)]
    [DataRow("chinchilla245", "TiedExponents", 0.0019122186022989159)]
    [DataRow("chinchilla245", "KaplanWithFloor", 0.0026250236865572435)]
    [DataRow("chinchilla245", "Generalized", 0.0016634873531844669)]
    [DataRow("chinchilla245", "SizeDependentData", 0.0015053257148744648)]
    public void A_form_is_fitted_to_the_optimum(string set, string form, double cost) => MustReach(set, form, cost, 1e-6);

    // With more terms than the data tells apart there are many local minima with nearly one cost. At 9c0812a Interaction missed
    // on C4 by 1.05% and on RPJ by 0.34%: the optimum lies in the corner c = 0.005, d = 4 or at c = 0.005, d = 0.04.
    [TestMethod]
    [DataRow("C4_le41", "Ratio", 0.00018274841897951785)]
    [DataRow("C4_le41", "Interaction", 0.0002724328632943901)]
    [DataRow("RPJ_le41", "Ratio", 0.00018038816844708326)]
    [DataRow("RPJ_le41", "Interaction", 0.00025545931794651393)]
    [DataRow("C4", "Ratio", 0.0003275317966155819)]
    [DataRow("C4", "Interaction", 0.0005244707299349219)]
    [DataRow("RPJ", "Ratio", 0.0002984265332963989)]
    [DataRow("RPJ", "Interaction", 0.00042260955677015765)]
    [DataRow("data_constrained_epochs_le1", "Ratio", 0.0004943042847319945)]
    [DataRow("data_constrained_epochs_le1", "Interaction", 0.0009489816775897661)]
    [DataRow("chinchilla240", "Ratio", 0.0007666471145390402)]
    [DataRow("chinchilla240", "Interaction", 0.000823498499208255)]
    [DataRow("chinchilla245", "Ratio", 0.0011010265870402978)]
    [DataRow("chinchilla245", "Interaction", 0.0011476266382106567)]
    [DataRow("data_constrained_epochs_le4", "DataConstrained", 0.0012799131647893783)]
    [DataRow("data_constrained_all", "DataConstrained", 0.02100433024282368)]
    public void A_large_form_is_fitted_to_the_optimum_or_next_to_it(string set, string form, double cost) => MustReach(set, form, cost, 2e-3);

    private static void MustReach(string set, string form, double cost, double slack)
    {
        ScalingLawFit fit = Laws.FitForm(PublishedRuns.Named(set), ScalingLawForm.All.Single(f => f.Name == form));
        Console.WriteLine($"ORACLE {set} {form} {fit.Cost / cost - 1:E2} {fit.Status}");
        Assert.IsLessThanOrEqualTo(cost * (1 + slack), fit.Cost, fit.ToString());
    }
}
