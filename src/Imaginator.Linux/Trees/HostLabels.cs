namespace Imaginator.Linux.Trees;

/// <summary>The security modules of the running kernel that label every new file.</summary>
/// <param name="Selinux">Whether SELinux is enabled.</param>
/// <param name="Smack">Whether Smack is enabled.</param>
internal sealed record HostLabels(bool Selinux, bool Smack)
{
    // Each of the two registers its file system when it is enabled.
    private const string FileSystems = "/proc/filesystems";

    public static HostLabels None { get; } = new(Selinux: false, Smack: false);

    public static HostLabels Read()
    {
        var registered = File.Exists(FileSystems)
            ? File.ReadLines(FileSystems).Select(line => line.Split('\t')[^1]).ToHashSet(StringComparer.Ordinal)
            : [];
        return new HostLabels(registered.Contains("selinuxfs"), registered.Contains("smackfs"));
    }

    /// <summary>Whether the attributes of this name are labels that the host gives.</summary>
    public bool Own(string name) =>
        (Selinux && name == "security.selinux") || (Smack && name.StartsWith("security.SMACK64", StringComparison.Ordinal));
}
