using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Testing;

/// <summary>Finds the tests of an image: every executable regular file below <c>/tests</c>.</summary>
internal static class ImageTestFinder
{
    private const string TestsDirectory = "/tests";
    private const uint AnyExecuteBit = 0x49; // 0111

    private const int MaximumDepth = 64;
    private const int MaximumTests = 10_000;

    /// <summary>Finds the paths of the tests in the image.</summary>
    /// <exception cref="ImaginatorException">The directory is too deep or has too many names.</exception>
    public static List<string> Find(TreeRoot image)
    {
        var tests = new List<string>();
        if (image.Directory.TryGetStatus(TestsDirectory[1..]) is not { Type: FileType.Directory })
        {
            return tests;
        }

        using var directory = image.Directory.OpenDirectory(TestsDirectory[1..]);
        using var cursor = new TreeCursor(directory, sorted: true);
        foreach (var (name, status) in cursor.Walk())
        {
            if (cursor.Depth > MaximumDepth)
            {
                throw new ImaginatorException(
                    $"cannot run the tests of the image: {TestsDirectory}{cursor.DisplayPathOf(name)} is in more than {MaximumDepth} "
                    + "directories; move it up");
            }

            if (status.Type == FileType.Regular && (status.Mode & AnyExecuteBit) != 0)
            {
                tests.Add(TestsDirectory + cursor.PathOf(name));
            }

            if (tests.Count > MaximumTests)
            {
                throw new ImaginatorException(
                    $"cannot run the tests of the image: {TestsDirectory} has more than {MaximumTests} executable files; remove some");
            }
        }

        return tests;
    }
}
