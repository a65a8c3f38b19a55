using System.Numerics;

namespace ResearchML.Transforms.Tests;

[TestClass]
public sealed class PrimeFieldTests
{
    [TestMethod]
    public void The_largest_primes_below_2_to_63_come_first()
    {
        // Published distances below 2^63: 25, 165, 259, 301, 375 (t5k.org/lists/2small).
        PrimeField[] fields = PrimeField.PastProduct(BigInteger.Pow(2, 300), bits: 63);
        BigInteger[] distances = [.. fields.Select(f => BigInteger.Pow(2, 63) - f.Prime)];
        CollectionAssert.AreEqual(new BigInteger[] { 25, 165, 259, 301, 375 }, distances);
    }

    [TestMethod]
    public void Sums_and_products_are_those_of_integers()
    {
        var random = new Random(1);
        PrimeField field = PrimeField.PastProduct(1, bits: 62)[0];
        for (int i = 0; i < 1000; i++)
        {
            BigInteger a = random.NextInt64() % field.Prime, b = i % 10 == 0 ? field.Prime - 1 - i : random.NextInt64() % field.Prime;
            Assert.AreEqual(a * b % field.Prime, field.ToNumber(field.Multiply(field.From(a), field.From(b))));
            Assert.AreEqual((a * b + a * a) % field.Prime, field.ToNumber(field.Reduce(Math.BigMul(field.From(a), field.From(b)) + Math.BigMul(field.From(a), field.From(a)))));
            Assert.AreEqual((a + b) * a % field.Prime, field.ToNumber(field.Multiply(field.From(a) + field.From(b), field.From(a))));
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(64)]
    [DataRow(127)]
    [DataRow(1000)]
    public void Primes_leave_room_for_sums_of_twice_as_many_residues_as_elements(int elements)
    {
        BigInteger prime = PrimeField.PastProduct(1, ExtensionResidues.BitsFor(elements))[0].Prime;
        Assert.IsLessThan(BigInteger.One << 64, 2 * elements * prime);
        Assert.IsGreaterThan(BigInteger.One << 61, 2 * elements * prime, "no more room than is needed");
    }
}
