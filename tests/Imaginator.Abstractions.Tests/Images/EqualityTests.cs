using System.Collections.Immutable;
using System.Reflection;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Packagers;

namespace Imaginator.Abstractions.Tests.Images;

public sealed class EqualityTests
{
    /// <summary>Builds a value and, for each of its properties, a value that differs in this property only.</summary>
    public static TheoryData<Func<object>, Func<object[]>> Values { get; } = new()
    {
        { CreateFilter, () => [CreateFilter() with { Lines = ["/tmp/.*", "/run/.*"] }] },
        {
            CreateTrigger, () =>
            [
                CreateTrigger() with { MatchLines = ["/etc/x", "/etc/z"] },
                CreateTrigger() with { Service = "other" },
                CreateTrigger() with { SortName = "other" },
                CreateTrigger() with { DoReboot = true },
                CreateTrigger() with { DoReload = true },
                CreateTrigger() with { HighImpact = true },
            ]
        },
        {
            CreateFile, () =>
            [
                CreateFile() with { Uid = 1 },
                CreateFile() with { Gid = 1 },
                CreateFile() with { ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 2 })] },
                CreateFile() with { Mode = 1 },
                CreateFile() with { MtimeSeconds = 1 },
                CreateFile() with { MtimeNanoseconds = 1 },
                CreateFile() with { Size = 2 },
                CreateFile() with { Hash = ObjectHash.Compute("y"u8) },
            ]
        },
        {
            CreateDirectory, () =>
            [
                CreateDirectory() with { Uid = 1 },
                CreateDirectory() with { Gid = 1 },
                CreateDirectory() with { ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 2 })] },
                CreateDirectory() with { Mode = 1 },
                CreateDirectory() with { Entries = [new DirectoryEntry("a", 2)] },
            ]
        },
        {
            CreateTree, () =>
            [
                CreateTree() with { InodeTable = new Dictionary<ulong, Inode> { [1] = CreateFile() with { Mode = 1 } } },
                CreateTree() with { Root = CreateDirectory() with { Mode = 1 } },
                CreateTree() with { NumRegularInodes = 2 },
                CreateTree() with { TotalDataBytes = 2 },
                CreateTree() with { DirectoryCount = 2 },
            ]
        },
        {
            CreateImage, () =>
            [
                CreateImage() with { BuildBranch = "x" },
                CreateImage() with { BuildCommitId = "x" },
                CreateImage() with { BuildGitUrl = "x" },
                CreateImage() with { CreatedBy = "x" },
                CreateImage() with { CreatedFor = "x" },
                CreateImage() with { Filter = null },
                CreateImage() with { FileSystem = null },
                CreateImage() with { Triggers = [] },
                CreateImage() with { ReleaseNotes = null },
                CreateImage() with { BuildLog = null },
                CreateImage() with { CreatedOn = DateTimeOffset.UnixEpoch },
                CreateImage() with { ExpiresAt = null },
                CreateImage() with { OwnerGroups = [] },
                CreateImage() with { OwnerUsers = [] },
                CreateImage() with { Packages = [new Package("a", "2")] },
                CreateImage() with { SourceImage = "x" },
                CreateImage() with { Tags = CreateImage().Tags.SetItem("key", "other") },
            ]
        },
        {
            CreateListCommand, () =>
            [
                CreateListCommand() with { ArgList = ["other"] },
                CreateListCommand() with { SizeMultiplier = 2 },
            ]
        },
        {
            CreatePackagerType, () =>
            [
                CreatePackagerType() with { CleanCommand = ["x"] },
                CreatePackagerType() with { InstallCommand = ["x"] },
                CreatePackagerType() with { RemoveCommand = ["x"] },
                CreatePackagerType() with { UpdateCommand = ["x"] },
                CreatePackagerType() with { UpgradeCommand = ["x"] },
                CreatePackagerType() with { PlanCommand = ["x"] },
                CreatePackagerType() with { ListCommand = new PackageListCommand() },
                CreatePackagerType() with { CleanPatterns = ["x"] },
                CreatePackagerType() with { Verbatim = ["x"] },
                CreatePackagerType() with { SuccessExitCodes = [1] },
                CreatePackagerType() with { RepositoryIndexes = ["x"] },
                CreatePackagerType() with { RepositoryFiles = ["x"] },
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Equals_ComparesTheValueOfEachProperty(Func<object> create, Func<object[]> changes)
    {
        var value = create();
        var equal = create();

        Assert.NotSame(value, equal);
        Assert.True(value.Equals(equal));
        Assert.Equal(value.GetHashCode(), equal.GetHashCode());
        var changed = changes();
        Assert.Equal(value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Length, changed.Length);
        Assert.All(changed, other => Assert.False(value.Equals(other), $"{other}"));
    }

    [Fact]
    public void Inodes_OfDifferentKinds_AreNotEqual() => Assert.False(
        ((Inode)new RegularInode { Mode = 1 }).Equals(new DirectoryInode { Mode = 1 }));

    [Fact]
    public void Trees_WithOtherInodeNumbers_AreNotEqual() => Assert.False(
        CreateTree().Equals(CreateTree() with { InodeTable = new Dictionary<ulong, Inode> { [2] = CreateFile() } }));

    [Fact]
    public void Images_WithoutTriggers_DifferFromImagesWithAnEmptyList() => Assert.False(
        new Image().Equals(new Image { Triggers = [] }));

    [Fact]
    public void Models_WithArrays_HaveAnEqualityOfTheirOwn()
    {
        // A record that leaves the comparison of an array to the compiler compares its identity.
        var faulty = typeof(Image).Assembly.GetExportedTypes()
            .Where(type => type.GetMethod("<Clone>$") is not null)
            .Where(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Any(property => IsCollection(property.PropertyType)))
            .Where(type => type.GetMethod(nameof(Equals), BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly, [type])!
                .IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)));

        Assert.Empty(faulty);
    }

    private static bool IsCollection(Type type) =>
        type != typeof(string)
        && (Nullable.GetUnderlyingType(type) ?? type).GetInterfaces().Contains(typeof(System.Collections.IEnumerable));

    private static Filter CreateFilter() => new(["/tmp/.*", "/var/tmp/.*"]);

    private static Trigger CreateTrigger() => new() { MatchLines = ["/etc/x", "/etc/y"], Service = "service", SortName = "name" };

    private static RegularInode CreateFile() => new()
    {
        Mode = FileModes.Mode0644,
        Size = 1,
        Hash = ObjectHash.Compute("x"u8),
        ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })],
    };

    private static DirectoryInode CreateDirectory() => new()
    {
        Mode = FileModes.Mode0755,
        Entries = [new DirectoryEntry("a", 1)],
        ExtendedAttributes = [new ExtendedAttribute("user.a", new byte[] { 1 })],
    };

    private static FileSystemTree CreateTree() => new()
    {
        InodeTable = new Dictionary<ulong, Inode> { [1] = CreateFile() },
        Root = CreateDirectory(),
        NumRegularInodes = 1,
        TotalDataBytes = 1,
        DirectoryCount = 1,
    };

    private static Image CreateImage() => new()
    {
        BuildBranch = "main",
        BuildCommitId = "1234567",
        BuildGitUrl = "https://example.org/x",
        CreatedBy = "daemon",
        CreatedFor = "user",
        Filter = CreateFilter(),
        FileSystem = CreateTree(),
        Triggers = [CreateTrigger()],
        ReleaseNotes = new Annotation(null, "https://example.org/notes"),
        BuildLog = new Annotation(ObjectHash.Compute("log"u8)),
        CreatedOn = DateTimeOffset.UnixEpoch.AddDays(1),
        ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(2),
        OwnerGroups = ["group"],
        OwnerUsers = ["user"],
        Packages = [new Package("a", "1")],
        SourceImage = "base/1",
        Tags = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("key", "value"),
    };

    private static PackageListCommand CreateListCommand() => new() { ArgList = ["list", "packages"], SizeMultiplier = 1024 };

    private static PackagerType CreatePackagerType() => new()
    {
        CleanCommand = ["clean"],
        InstallCommand = ["install"],
        RemoveCommand = ["remove"],
        UpdateCommand = ["update"],
        UpgradeCommand = ["upgrade"],
        PlanCommand = ["plan"],
        ListCommand = CreateListCommand(),
        CleanPatterns = ["/x"],
        Verbatim = ["export X=1"],
    };
}
