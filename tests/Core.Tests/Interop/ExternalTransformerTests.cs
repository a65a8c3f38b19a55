using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

[TestClass]
public sealed class ExternalTransformerTests
{
    private static readonly MLContext Context = new(1);

    [TestMethod]
    public void Values_blob_and_sub_model_come_back()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        var saved = new PartsTransformer(Context, "τέξτ", bytes, new TextLengthTransformer(Context, factor: 5));

        PartsTransformer loaded = ModelFile.RoundTrip(saved);

        Assert.AreEqual("τέξτ", loaded.Text);
        CollectionAssert.AreEqual(bytes, loaded.Bytes);
        var inner = (TextLengthTransformer)loaded.Inner!;
        CollectionAssert.AreEqual(new[] { 5f, 10f }, inner.Transform(TestRow.Load(Context, 2)).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void An_in_box_sub_model_comes_back()
    {
        IDataView data = TestRow.Load(Context, 10);
        ITransformer inner = Context.Transforms.CopyColumns("Copy", "Text").Fit(data);
        PartsTransformer loaded = ModelFile.RoundTrip(new PartsTransformer(Context, "", [], inner));
        CollectionAssert.AreEqual(data.GetColumn<string>("Text").ToArray(), loaded.Inner!.Transform(data).GetColumn<string>("Copy").ToArray());
    }

    [TestMethod]
    public void A_chain_of_in_box_and_external_transformers_comes_back()
    {
        IDataView data = TestRow.Load(Context, 20);
        var model = Context.Transforms.CopyColumns("Copied", "Text")
            .Append(new TextLengthTrainer(Context, "Copied"))
            .Append(Context.Transforms.NormalizeMinMax("Scaled", "Score"))
            .Fit(data);
        ITransformer loaded = ModelFile.Load(ModelFile.Save(model, data.Schema));
        CollectionAssert.AreEqual(
            model.Transform(data).GetColumn<float>("Scaled").ToArray(),
            loaded.Transform(data).GetColumn<float>("Scaled").ToArray());
    }

    [TestMethod]
    public void A_fresh_process_scores_the_same_bits_with_nothing_but_a_load()
    {
        string folder = Directory.CreateTempSubdirectory("researchml-core-").FullName;
        try
        {
            string modelPath = Path.Combine(folder, "model.zip"), dataPath = Path.Combine(folder, "rows.idv");
            IDataView data = TestRow.Load(Context, 50);
            var trained = new TextLengthTrainer(Context).Fit(data);
            Context.Model.Save(new TransformerChain<ITransformer>(trained), data.Schema, modelPath);
            using (FileStream file = File.Create(dataPath))
                Context.Data.SaveAsBinary(data, file);

            (int exitCode, string output) = ChildProgram.ScoreInFreshProcess(modelPath, dataPath);

            Assert.AreEqual(0, exitCode, output);
            Assert.AreEqual(ChildProgram.Bits(trained.Transform(data)), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void The_model_names_the_assembly_by_a_version_that_releases_do_not_move()
    {
        Assert.AreEqual(new Version(1, 0, 0, 0), typeof(IExternalTransformer).Assembly.GetName().Version);
    }

    [TestMethod]
    public void A_reader_is_told_the_version_that_wrote()
    {
        byte[] old = SavedEntry.WithVersion(ModelFile.Save(new PartsTransformer(Context, "", [], null)), 2);
        Assert.AreEqual(2, ((PartsTransformer)ModelFile.Load(old)).LoadedVersion);
    }

    [TestMethod]
    public void A_newer_version_is_refused_with_type_versions_and_advice()
    {
        byte[] newer = SavedEntry.WithVersion(ModelFile.Save(new PartsTransformer(Context, "", [], null)), 4);
        Exception cause = ModelFile.LoadFailure(newer).GetBaseException();
        Assert.IsInstanceOfType<InvalidDataException>(cause);
        Assert.AreEqual("The model holds a 'ResearchML.Tests.PartsTransformer' in format version 4, but the loaded assembly 'Core.Tests' reads versions up to 3. Update the package that contains it.", cause.Message);
    }

    [TestMethod]
    public void Version_zero_is_refused()
    {
        byte[] zero = SavedEntry.WithVersion(ModelFile.Save(new PartsTransformer(Context, "", [], null)), 0);
        StringAssert.Contains(ModelFile.LoadFailure(zero).GetBaseException().Message, "versions start at 1");
    }

    [TestMethod]
    public void ML_NET_reports_our_error_as_its_own()
    {
        byte[] newer = SavedEntry.WithVersion(ModelFile.Save(new PartsTransformer(Context, "", [], null)), 4);
        Exception seen = ModelFile.LoadFailure(newer);
        Assert.IsInstanceOfType<InvalidOperationException>(seen);
        StringAssert.Contains(seen.Message, "Error during class instantiation");
    }

    [TestMethod]
    public void Sub_models_nest_as_deep_as_32()
    {
        ITransformer model = new TextLengthTransformer(Context);
        for (int depth = 0; depth < ExternalTransformerFormat.MaximumNesting; depth++)
            model = new PartsTransformer(Context, "", [], model);
        Assert.IsInstanceOfType<PartsTransformer>(ModelFile.Load(ModelFile.Save(model)));
    }

    [TestMethod]
    public void Sub_models_that_nest_deeper_are_refused_when_saved()
    {
        ITransformer model = new TextLengthTransformer(Context);
        for (int depth = 0; depth <= ExternalTransformerFormat.MaximumNesting; depth++)
            model = new PartsTransformer(Context, "", [], model);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => ModelFile.Save(model)).Message, "nest deeper than 32");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(".hidden")]
    [DataRow("a/b")]
    [DataRow("a\\b")]
    [DataRow("a..b")]
    [DataRow("Model.key")]
    [DataRow("model.KEY")]
    [DataRow("blank space")]
    public void A_name_that_could_leave_its_place_in_the_file_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => ModelFile.Save(new Scripted(w => w.WriteBlob(name, _ => { }))));
        Assert.Throws<ArgumentException>(() => ModelFile.Save(new Scripted(w => w.WriteTransformer(name, new TextLengthTransformer(Context)))));
    }

    [TestMethod]
    public void Two_parts_of_one_name_are_refused_whatever_their_case()
    {
        Assert.ThrowsExactly<ArgumentException>(() => ModelFile.Save(new Scripted(w =>
        {
            w.WriteBlob("weights", _ => { });
            w.WriteBlob("Weights", _ => { });
        })));
    }

    [TestMethod]
    public void A_blob_writer_that_closes_the_stream_is_told_to_leave_it_open()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => ModelFile.Save(new Scripted(w => w.WriteBlob("weights", s => s.Dispose()))));
        StringAssert.Contains(e.Message, "leaveOpen");
    }

    [TestMethod]
    public void Values_beyond_64_MiB_are_refused_when_saved()
    {
        var e = Assert.ThrowsExactly<NotSupportedException>(() => ModelFile.Save(new Scripted(w => w.Writer.Write(new byte[64 << 20]))));
        StringAssert.Contains(e.Message, "WriteBlob");
    }

    [TestMethod]
    public void A_class_that_could_not_be_loaded_is_not_saved()
    {
        var e = Assert.ThrowsExactly<NotSupportedException>(() => ModelFile.Save(new Generic<int>()));
        StringAssert.Contains(e.Message, "could not be loaded again");
    }

    [TestMethod]
    public void A_base_class_without_the_interface_says_what_to_implement()
    {
        var e = Assert.ThrowsExactly<NotSupportedException>(() => ModelFile.Save(new Unsavable(Context)));
        StringAssert.Contains(e.Message, nameof(IExternalTransformer));
    }

    [TestMethod]
    public void A_loader_that_reads_too_far_is_named()
    {
        StringAssert.Contains(ModelFile.LoadFailure(ModelFile.Save(new ReadsTooFar())).GetBaseException().ToString(), "end of the stream");
        StringAssert.Contains(ModelFile.LoadFailure(ModelFile.Save(new ReadsTooFar())).ToString(), "ReadsTooFar' read past the end");
    }

    [TestMethod]
    public void A_loader_that_leaves_values_unread_is_named()
    {
        StringAssert.Contains(ModelFile.LoadFailure(ModelFile.Save(new ReadsTooLittle())).GetBaseException().Message, "ReadsTooLittle' left 4 bytes unread");
    }

    [TestMethod]
    public void A_blob_that_was_not_written_is_named_with_those_that_were()
    {
        StringAssert.Contains(ModelFile.LoadFailure(ModelFile.Save(new ReadsAnotherBlob())).GetBaseException().Message, "no blob 'b'; it has: a");
    }

    private sealed class Scripted(Action<TransformerWriter> save) : ScriptedTransformer
    {
        public override void Save(TransformerWriter writer) => save(writer);
    }

    private sealed class Generic<T> : ScriptedTransformer
    {
        public override void Save(TransformerWriter writer) => Assert.Fail($"{typeof(T)} was asked to save itself.");
    }

    private sealed class Unsavable(IHostEnvironment env) : FilteringTransformer<int>(env, "x")
    {
        protected override IReadOnlyList<InputColumn> Inputs => [];

        protected override Func<int> BindInput(DataViewRow row) => () => 0;

        protected override bool Keep(int input) => true;
    }

    private sealed class ReadsTooFar : ScriptedTransformer, IExternalTransformer
    {
        public static new ITransformer Load(IHostEnvironment env, TransformerReader reader) => new TextLengthTransformer(env, reader.Reader.ReadInt64());

        public override void Save(TransformerWriter writer) => writer.Writer.Write(1);
    }

    private sealed class ReadsTooLittle : ScriptedTransformer, IExternalTransformer
    {
        public static new ITransformer Load(IHostEnvironment env, TransformerReader reader) => new ReadsTooLittle();

        public override void Save(TransformerWriter writer) => writer.Writer.Write(1);
    }

    private sealed class ReadsAnotherBlob : ScriptedTransformer, IExternalTransformer
    {
        public static new ITransformer Load(IHostEnvironment env, TransformerReader reader) => reader.ReadBlob("b", _ => new ReadsAnotherBlob());

        public override void Save(TransformerWriter writer) => writer.WriteBlob("a", _ => { });
    }
}
