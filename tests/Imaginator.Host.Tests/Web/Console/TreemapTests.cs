using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Console.Images.Trees;

namespace Imaginator.Host.Tests.Web.Console;

public sealed class TreemapTests
{
    [Theory]
    [InlineData(new ulong[] { 1 }, 1)]
    [InlineData(new ulong[] { 600, 600, 400, 300, 200, 200, 100 }, 7)]
    [InlineData(new ulong[] { ulong.MaxValue / 2, 1, 1, 1 }, 1)]
    [InlineData(new ulong[] { 5, 0, 0 }, 1)]
    public void Areas_AreInProportion_AndInside(ulong[] sizes, int visible)
    {
        var tiles = Treemap.Divide(EntriesOf(sizes));

        Assert.Equal(visible, tiles.Length);
        var total = sizes.Sum(size => (double)size);
        foreach (var tile in tiles)
        {
            Assert.Equal(tile.Entry.Bytes / total, tile.Width * tile.Height / (Treemap.Width * Treemap.Height), 6);
            Assert.InRange(tile.X, -0.001, Treemap.Width + 0.001);
            Assert.InRange(tile.Y, -0.001, Treemap.Height + 0.001);
            Assert.InRange(tile.X + tile.Width, 0, Treemap.Width + 0.001);
            Assert.InRange(tile.Y + tile.Height, 0, Treemap.Height + 0.001);
            Assert.False(double.IsNaN(tile.Width) || double.IsNaN(tile.Height));
        }
    }

    [Fact]
    public void Tiles_DoNotOverlap()
    {
        var tiles = Treemap.Divide(EntriesOf([.. Enumerable.Range(1, 100).Select(i => (ulong)(101 - i) * 1000)]));

        for (var i = 0; i < tiles.Length; i++)
        {
            for (var j = i + 1; j < tiles.Length; j++)
            {
                var (a, b) = (tiles[i], tiles[j]);
                var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
                var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
                Assert.True(width < 0.001 || height < 0.001, $"{i} and {j} overlap");
            }
        }
    }

    [Fact]
    public void NothingToDivide_HasNoTiles()
    {
        Assert.Empty(Treemap.Divide([]));
        Assert.Empty(Treemap.Divide(EntriesOf([0, 0])));
    }

    private static ImmutableArray<DirectorySize> EntriesOf(ulong[] sizes) =>
        [.. sizes.Select((size, i) => new DirectorySize($"{i}", $"/{i}", false, size, 1))];
}
