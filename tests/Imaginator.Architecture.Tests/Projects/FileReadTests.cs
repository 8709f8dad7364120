using System.Text.RegularExpressions;

namespace Imaginator.Architecture.Tests.Projects;

public partial class FileReadTests
{
    /// <summary>Files that read only what the kernel or Imaginator itself writes.</summary>
    private static readonly string[] Exempt =
    [
        // Of the kernel.
        "plugins/LocalStore/Maintenance/ClockGuard.cs",
        "src/Imaginator.Building/Composition/BuildRights.cs",
        "src/Imaginator.Building/Identities/HostNames.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/ControlGroup.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/ControlGroupManager.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/ControlGroupName.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/ControlGroupRemoval.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/DelegatedGroup.cs",
        "src/Imaginator.Building/Sandboxing/ControlGroups/UnifiedParent.cs",
        "src/Imaginator.Building/Sandboxing/Networks/HostRoutes.cs",
        "src/Imaginator.Building/SourceTrees/BootId.cs",
        "src/Imaginator.Connections/Accepting/DescriptorLimit.cs",
        "src/Imaginator.Hosting/Fetching/FetcherMemory.cs",
        "src/Imaginator.Linux/Memory/AssemblyPages.cs",
        "src/Imaginator.Linux/Storage/LoopDevice.cs",
        "src/Imaginator.Linux/Trees/HostLabels.cs",

        // Of Imaginator.
        "plugins/GitSource/Trees/NamedEntries.cs",
        "src/Imaginator.Building/Inputs/InputRecords.cs",
        "src/Imaginator.Building/Leftovers/LeftoverRecords.cs",
        "src/Imaginator.Building/Workspaces/ProjectNumbers.cs",
    ];

    /// <summary>The class library waits for the writer of a FIFO, and opens devices.</summary>
    [Fact]
    public void FilesOfPeople_AreReadThroughRegularFile()
    {
        var strays = Repository.SourceFiles("src", "plugins").Except(Exempt)
            .Where(path => ReadOfTheClassLibrary().IsMatch(File.ReadAllText(Path.Combine(Repository.Root, path))))
            .ToArray();

        Assert.True(
            strays.Length == 0,
            "these files read with the class library; use Imaginator.Linux.Storage.RegularFile, or add them to the list of this test if "
            + $"only the kernel or Imaginator writes what they read:\n{string.Join('\n', strays)}");
    }

    [GeneratedRegex(@"\bFile\.(ReadAll\w+|ReadLines\w*|OpenRead|OpenText)\(|\b(ImportFrom|CreateFrom|CreateFromEncrypted)PemFile\(")]
    private static partial Regex ReadOfTheClassLibrary();
}
