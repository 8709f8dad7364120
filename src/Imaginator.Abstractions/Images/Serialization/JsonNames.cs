namespace Imaginator.Images.Serialization;

/// <summary>The names in the JSON form of images. They are part of the format.</summary>
internal static class JsonNames
{
    public const int CurrentVersion = 1;

    public const string Version = "version";

    // Images.
    public const string BuildBranch = "buildBranch";
    public const string BuildCommitId = "buildCommitId";
    public const string BuildGitUrl = "buildGitUrl";
    public const string BuildLog = "buildLog";
    public const string CreatedBy = "createdBy";
    public const string CreatedFor = "createdFor";
    public const string CreatedOn = "createdOn";
    public const string ExpiresAt = "expiresAt";
    public const string FileSystem = "fileSystem";
    public const string Filter = "filter";
    public const string OwnerGroups = "ownerGroups";
    public const string OwnerUsers = "ownerUsers";
    public const string Packages = "packages";
    public const string ReleaseNotes = "releaseNotes";
    public const string SourceImage = "sourceImage";
    public const string Tags = "tags";
    public const string Triggers = "triggers";

    // Annotations, packages, triggers.
    public const string Object = "object";
    public const string Url = "url";
    public const string Name = "name";
    public const string PackageVersion = "version";
    public const string Size = "size";
    public const string MatchLines = "matchLines";
    public const string Service = "service";
    public const string SortName = "sortName";
    public const string DoReboot = "doReboot";
    public const string DoReload = "doReload";
    public const string HighImpact = "highImpact";

    // Trees.
    public const string NumRegularInodes = "numRegularInodes";
    public const string TotalDataBytes = "totalDataBytes";
    public const string DirectoryCount = "directoryCount";
    public const string Root = "root";
    public const string Inodes = "inodes";

    // Inodes.
    public const string Number = "number";
    public const string Type = "type";
    public const string Mode = "mode";
    public const string Uid = "uid";
    public const string Gid = "gid";
    public const string MtimeSeconds = "mtimeSeconds";
    public const string MtimeNanoseconds = "mtimeNanoseconds";
    public const string Hash = "hash";
    public const string Source = "source";
    public const string Target = "target";
    public const string Rdev = "rdev";
    public const string Entries = "entries";
    public const string Inode = "inode";
    public const string ExtendedAttributes = "extendedAttributes";
    public const string Value = "value";

    // Types of inodes.
    public const string Regular = "regular";
    public const string Computed = "computed";
    public const string SymbolicLink = "symlink";
    public const string Special = "special";
    public const string Directory = "directory";
}
