using Microsoft.ML;
using Microsoft.ML.Data;

namespace ResearchML.Tests;

[TestClass]
public sealed class OutputColumnTests
{
    [TestMethod]
    public void Each_common_type_gives_its_value()
    {
        Assert.AreEqual("five", Read<string, ReadOnlyMemory<char>>(OutputColumn.Text<string>("X", r => r), "five").ToString());
        Assert.AreEqual(0, Read<string, ReadOnlyMemory<char>>(OutputColumn.Text<string>("X", _ => null), "five").Length);
        Assert.AreEqual(4f, Read<string, float>(OutputColumn.Single<string>("X", r => r.Length), "five"));
        Assert.AreEqual(4d, Read<string, double>(OutputColumn.Double<string>("X", r => r.Length), "five"));
        Assert.AreEqual(4, Read<string, int>(OutputColumn.Int32<string>("X", r => r.Length), "five"));
        Assert.IsTrue(Read<string, bool>(OutputColumn.Boolean<string>("X", r => r.Length == 4), "five"));
    }

    [TestMethod]
    public void A_vector_is_copied_into_the_readers_own_array()
    {
        float[] result = [1, 2, 3];
        VBuffer<float> read = Read<float[], VBuffer<float>>(OutputColumn.Vector<float[]>("X", 3, r => r), result);
        result[0] = 99;
        CollectionAssert.AreEqual(new[] { 1f, 2f, 3f }, read.DenseValues().ToArray());
    }

    [TestMethod]
    public void A_vector_of_another_length_than_declared_is_refused()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Read<float[], VBuffer<float>>(OutputColumn.Vector<float[]>("X", 5, r => r), [1, 2]));
        Assert.AreEqual("Column 'X' is Vector<Single, 5>, but a value has length 2.", e.Message);
    }

    [TestMethod]
    public void A_vector_of_size_zero_varies()
    {
        OutputColumn<float[]> column = OutputColumn.Vector<float[]>("X", 0, r => r);
        Assert.IsFalse(((VectorDataViewType)column.Type).IsKnownSize);
        Assert.AreEqual(2, Read<float[], VBuffer<float>>(column, [1, 2]).Length);
    }

    [TestMethod]
    public void A_value_of_another_type_than_the_columns_is_refused()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => OutputColumn.Create<string, int>("X", NumberDataViewType.Single, r => r.Length));
        StringAssert.StartsWith(e.Message, "Column 'X' of type Single holds System.Single, not System.Int32.");
    }

    private static TValue Read<TResult, TValue>(OutputColumn<TResult> column, TResult result)
    {
        TValue value = default!;
        ((ValueGetter<TValue>)column.CreateGetter(() => result))(ref value);
        return value;
    }
}
