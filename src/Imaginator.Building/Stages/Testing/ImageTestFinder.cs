using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Testing;

/// <summary>Finds the tests of an image: every executable regular file below <c>/tests</c>.</summary>
internal static class ImageTestFinder
{
    private const string TestsDirectory = "/tests";
    private const uint AnyExecuteBit = 0x49; // 0111

    /// <summary>Finds the paths of the tests in the image.</summary>
    public static List<string> Find(TreeRoot image)
    {
        var tests = new List<string>();
        if (image.Directory.TryGetStatus(TestsDirectory[1..]) is { Type: FileType.Directory })
        {
            Add(image.Directory, TestsDirectory[1..], "", tests);
        }

        return tests;
    }

    private static void Add(DirectoryHandle parent, string name, string path, List<string> tests)
    {
        using var directory = parent.OpenDirectory(name);
        path = $"{path}/{name}";
        foreach (var entry in directory.ReadEntries())
        {
            switch (directory.TryGetStatus(entry))
            {
                case { Type: FileType.Directory }:
                    Add(directory, entry, path, tests);
                    break;
                case { Type: FileType.Regular } status when (status.Mode & AnyExecuteBit) != 0:
                    tests.Add($"{path}/{entry}");
                    break;
            }
        }
    }
}
