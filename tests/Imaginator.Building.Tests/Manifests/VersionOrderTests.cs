using CsCheck;
using Imaginator.Building.Manifests;

namespace Imaginator.Building.Tests.Manifests;

public sealed class VersionOrderTests
{
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.String[Gen.Char["0129ab.-_é\uDCFF"], 0, 8],
        Gen.Select(Gen.ULong, Gen.ULong, (a, b) => $"{a}_{b}"));

    [Theory]
    [InlineData("9_x", "10_x")]
    [InlineData("10-a", "10-b")]
    [InlineData("a2b10", "a10b2")]
    [InlineData("a", "a1")]
    [InlineData("1", "1a")]
    [InlineData("1.9", "1.10")]
    [InlineData("B", "a")]
    [InlineData("-1", "1")]
    [InlineData("z", "é")]
    [InlineData("99999999999999999999999999", "100000000000000000000000000")]
    [InlineData("001", "01")]
    [InlineData("01", "1")]
    [InlineData("01a", "1b")]
    public void Orders_FirstBeforeSecond(string first, string second)
    {
        Assert.True(VersionOrder.Instance.Compare(first, second) < 0);
        Assert.True(VersionOrder.Instance.Compare(second, first) > 0);
    }

    [Fact]
    public void IsATotalOrder() =>
        Gen.Select(Names, Names, Names).Sample((a, b, c) =>
        {
            var order = VersionOrder.Instance;
            var antisymmetric = Math.Sign(order.Compare(a, b)) == -Math.Sign(order.Compare(b, a));
            var transitive = order.Compare(a, b) > 0 || order.Compare(b, c) > 0 || order.Compare(a, c) <= 0;
            return antisymmetric && transitive && order.Compare(a, b) == 0 == (a == b);
        });

    [Fact]
    public void Orders_NumbersByValue() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 3]).Sample((a, b, zeros) =>
            a == b || Math.Sign(VersionOrder.Instance.Compare($"{new string('0', zeros)}{a}-x", $"{b}-x")) == a.CompareTo(b));
}
