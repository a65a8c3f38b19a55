using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace ResearchML.Tests;

[TestClass]
public sealed class ConcurrentTransformerTests
{
    private static readonly MLContext Context = new(1);
    private readonly ObservedView _source = new(TestRow.Load(Context, 50));

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(7)]
    [DataRow(64)]
    public void Rows_keep_their_order_and_columns_whatever_ends_first(int window)
    {
        // Of any eight rows begun together, the last ends first.
        int begun = 0;
        using var transformer = new Lengths(window, async text =>
        {
            int number = Interlocked.Increment(ref begun);
            for (int i = 8 - number % 8; i > 0; i--)
                await Task.Yield();
            return text.Length;
        });
        IDataView measured = transformer.Transform(_source);
        Assert.AreEqual(BatchedTransformerTests.Describe(TestRow.Load(Context, 50), _ => true), BatchedTransformerTests.Describe(measured, c => c.Index < 5));
        Assert.AreEqual((1, 50, 50), (_source.Cursors, _source.RowsRead, begun));
        CollectionAssert.AreEqual(TestRow.Make(50).Select(r => r.Text.Length).ToArray(), measured.GetColumn<int>("Length").ToArray());
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 3)]
    [DataRow(3, 4)]
    [DataRow(4, 7)]
    [DataRow(8, 15)]
    [DataRow(9, 16)] // the window is full from here on
    [DataRow(20, 27)]
    public void It_starts_slowly_and_goes_no_further_ahead_than_its_window(int taken, int begun)
    {
        using var transformer = new Lengths(8, text => Task.FromResult(text.Length));
        IDataView measured = transformer.Transform(_source);
        using DataViewRowCursor cursor = measured.GetRowCursor(measured.Schema);
        Assert.AreEqual(0, _source.RowsRead);
        for (int row = 0; row < taken; row++)
            Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(begun, _source.RowsRead);
    }

    [TestMethod]
    public void A_slow_row_holds_up_none_within_the_window()
    {
        // Row 10 ("kkkk") waits for row 13 ("nnnnnnn").
        var later = new TaskCompletionSource();
        using var transformer = new Lengths(4, async text =>
        {
            if (text == "kkkk")
                await later.Task;
            if (text == "nnnnnnn")
                later.SetResult();
            return text.Length;
        });
        Assert.AreEqual(50, transformer.Transform(_source).GetColumn<int>("Length").Count());
    }

    [TestMethod]
    public void Nothing_is_computed_where_no_output_is_active()
    {
        using var transformer = new Lengths(4, _ => throw new InvalidOperationException());
        Assert.AreEqual(50, transformer.Transform(_source).GetColumn<float>("Label").Count());
    }

    [TestMethod]
    public void Positions_run_from_zero_and_are_minus_one_outside()
    {
        using var transformer = new Lengths(4, text => Task.FromResult(text.Length));
        IDataView measured = transformer.Transform(_source);
        using DataViewRowCursor cursor = measured.GetRowCursor(measured.Schema);
        ValueGetter<int> length = cursor.GetGetter<int>(measured.Schema["Length"]);
        int value = 0;
        Assert.AreEqual(-1, cursor.Position);
        Assert.ThrowsExactly<InvalidOperationException>(() => length(ref value));
        for (int row = 0; cursor.MoveNext(); row++)
            Assert.AreEqual(row, cursor.Position);
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() => length(ref value));
        CollectionAssert.AreEqual(new[] { (50L, 50L, 50) }, transformer.Passes, "told once");
    }

    [TestMethod]
    public void A_rows_exception_comes_as_it_is_when_its_turn_comes()
    {
        using var transformer = new Lengths(4, text => text == "kkkk" ? throw new FormatException("poisoned") : Task.FromResult(text.Length)); // row 10
        IDataView measured = transformer.Transform(_source);
        using (DataViewRowCursor cursor = measured.GetRowCursor(measured.Schema))
        {
            for (int row = 0; row < 10; row++)
                Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual("poisoned", Assert.ThrowsExactly<FormatException>(() => cursor.MoveNext()).Message);
            Assert.ThrowsExactly<FormatException>(() => cursor.MoveNext(), "it is not passed over");
            Assert.AreEqual(-1, cursor.Position, "the row before it is not current any more");
        }
        Assert.AreEqual(0, _source.OpenCursors);
        Assert.IsEmpty(transformer.Passes);
    }

    [TestMethod]
    [DataRow("Text")]
    [DataRow("Score")]
    public void A_getter_of_an_inactive_column_is_refused(string name)
    {
        using var transformer = new Lengths(4, text => Task.FromResult(text.Length));
        IDataView measured = transformer.Transform(_source);
        using DataViewRowCursor cursor = measured.GetRowCursor([measured.Schema["Length"]]);
        Assert.AreEqual((true, false), (cursor.IsColumnActive(measured.Schema["Length"]), cursor.IsColumnActive(measured.Schema[name])));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(measured.Schema[name])).Message, $"'{name}' is not active");
    }

    [TestMethod]
    public void No_row_is_begun_once_ML_NET_is_cancelled()
    {
        var context = new MLContext(1);
        int begun = 0;
        using var transformer = new Lengths(4, text => Task.FromResult(Interlocked.Increment(ref begun)), context);
        IDataView measured = transformer.Transform(_source);
        using DataViewRowCursor cursor = measured.GetRowCursor(measured.Schema);
        Assert.IsTrue(cursor.MoveNext());
        typeof(MLContext).GetMethod("CancelExecution", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.Invoke(context, null);
        Assert.ThrowsExactly<OperationCanceledException>(() => cursor.MoveNext());
        Assert.AreEqual(1, begun);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    public void A_window_holds_at_least_one_row(int window) =>
        Assert.AreEqual("window", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Lengths(window, text => Task.FromResult(text.Length))).ParamName);

    [TestMethod]
    public void A_prediction_engine_computes_a_row_at_a_time()
    {
        using var transformer = new Lengths(4, text => Task.FromResult(text.Length));
        using PredictionEngine<TestRow, TestScore> engine = Context.Model.CreatePredictionEngine<TestRow, TestScore>(transformer);
        Assert.AreEqual(3, engine.Predict(new TestRow { Text = "abc" }).Length);
    }

    private sealed class Lengths(int window, Func<string, Task<int>> measure, MLContext? context = null) : ConcurrentTransformer<string, int>(context ?? Context, nameof(Lengths), window), IExternalTransformer
    {
        public List<(long In, long Out, int Seen)> Passes { get; } = [];

        static int IExternalTransformer.FormatVersion => 1;

        protected override IReadOnlyList<InputColumn> Inputs => [InputColumn.Text("Text")];

        protected override IReadOnlyList<OutputColumn<int>> Outputs => [OutputColumn.Int32<int>("Length", length => length), OutputColumn.Single<int>("Score", length => length)];

        static ITransformer IExternalTransformer.Load(IHostEnvironment env, TransformerReader reader) => throw new NotSupportedException();

        void IExternalTransformer.Save(TransformerWriter writer) => throw new NotSupportedException();

        protected override Func<string> BindInput(DataViewRow row)
        {
            ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema["Text"]);
            return () =>
            {
                ReadOnlyMemory<char> text = default;
                getter(ref text);
                return text.ToString();
            };
        }

        protected override Task<int> MapAsync(string input) => measure(input);

        protected override ExpansionLog<int> BeginPass() => new Log(Passes);

        private sealed class Log(List<(long In, long Out, int Seen)> passes) : ExpansionLog<int>
        {
            private int _seen;

            public override void Made(int row) => _seen++;

            public override void Completed(long rowsIn, long rowsOut) => passes.Add((rowsIn, rowsOut, _seen));
        }
    }
}
