namespace Imaginator.Linux.Trees;

public sealed class TreeCursorTests : IDisposable
{
    private readonly TemporaryDirectory _path = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
    private readonly DirectoryHandle _directory;

    public TreeCursorTests() => _directory = DirectoryHandle.OpenHost(_path.FullName);

    public void Dispose()
    {
        _directory.Dispose();
        _path.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Walk_FindsEverythingOnce(bool sorted)
    {
        // Deeper than the levels whose names stay in memory, with more names than one buffer has on each side of the path down.
        var expected = new List<string>();
        var path = "";
        for (var level = 0; level < 100; level++)
        {
            var names = level % 40 == 0 ? 3_000 : 3;
            for (var i = 0; i < names; i++)
            {
                File.WriteAllText($"{_path.FullName}{path}/f{i}", "");
                expected.Add($"{path}/f{i}");
            }

            path += "/d";
            Directory.CreateDirectory(_path.FullName + path);
            expected.Add(path);
        }

        using var cursor = new TreeCursor(_directory, sorted);
        var found = cursor.Walk().Select(entry => cursor.PathOf(entry.Name)).ToList();

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Walk_OfAHugeDirectory_DoesNotKeepItsNames()
    {
        for (var i = 0; i < 100_000; i++)
        {
            _directory.MakeSymbolicLink($"{i:d6}{new string('n', 200)}", "x");
        }

        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var count = 0;
        using var cursor = new TreeCursor(_directory, sorted: false);
        while (cursor.TryNext(out _))
        {
            if (++count % 20_000 == 0)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Equal(100_000, count);
        Assert.InRange(most, long.MinValue, 2 * 1024 * 1024);
    }
}
