using System.Text;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Building.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Logging;

namespace Imaginator.Building.Identities;

/// <summary>
/// Removes identities that the commands of a build left in its tree: what must differ from machine to machine, and the name
/// of this machine. What the manifest contains and what the source image has stays.
/// </summary>
internal sealed class IdentityRemover(BuildSession session, TreeRoot image, MadeFiles made, HostNames host, bool removes)
{
    private const string Configuration = "/etc";

    // A build can make any number of files, and no limit of the scan applies yet.
    private const int MaximumNames = 100_000;
    private const int MaximumWarnings = 20;

    private static readonly byte[] UninitializedId = "uninitialized"u8.ToArray();
    private static readonly byte[] InitiatorName = "InitiatorName="u8.ToArray();
    private static readonly byte[] GeneratedInitiatorName = "GenerateName=yes\n"u8.ToArray();

    // Debian's scripts make a name when they start the service, and only if the file has the line for it.
    private static readonly string[] InitiatorNameScripts = ["/usr/lib/open-iscsi/startup-checks.sh", "/lib/open-iscsi/startup-checks.sh"];

    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);

    /// <summary>Removes the identities, or warns of them, as the stream or the site selects.</summary>
    /// <param name="session">The build; its log tells what was removed.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="source">The tree of the source image; null for none.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="LinuxException">A file cannot be read, changed or removed.</exception>
    public static void Run(
        BuildSession session, WorkingTree tree, FileSystemTree? source, CancellationToken cancellationToken)
    {
        var policy = session.Stream.Identities ?? session.Settings.Identities;
        if (policy == IdentityPolicy.Keep)
        {
            return;
        }

        using var made = new MadeFiles(tree, source, session.Workspace.ManifestPath);
        new IdentityRemover(session, tree.Root, made, HostNames.OfThisMachine(), policy == IdentityPolicy.Remove)
            .Run(cancellationToken);
    }

    /// <summary>Applies all rules.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        foreach (var rule in IdentityTable.Rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Apply(rule);
        }

        if (made.Find("/etc/hostname") is [var hostname] && made.Read(hostname) is { } name && host.Is(Encoding.UTF8.GetString(name)))
        {
            Handle("host name of the build machine", [hostname], Remove);
        }

        foreach (var path in IdentityTable.FilesWithHostName.SelectMany(made.Find))
        {
            ReplaceHostName(path);
        }

        WarnOfOthers(cancellationToken);
        if (made.IsIncomplete)
        {
            Warn("the image has too many files to check all of them for identities");
        }
    }

    private void Apply(IdentityRule rule)
    {
        var paths = rule.Paths.SelectMany(made.Find).Where(path => Holds(rule, path)).ToList();
        if (paths.Count == 0)
        {
            return;
        }

        if (rule.Action == IdentityAction.Warn)
        {
            _handled.UnionWith(paths);
            Warn($"the image contains the {rule.What}: {Join(paths)}; all of its machines share it");
            return;
        }

        Handle(rule.What, paths, rule.Action switch
        {
            IdentityAction.Empty => path => Rewrite(path, []),
            IdentityAction.GenerateInitiatorName when InitiatorNameScripts.Any(Exists) => path => Rewrite(path, GeneratedInitiatorName),
            _ => Remove,
        });
        if (removes && !rule.MadeBy.IsEmpty && !rule.MadeBy.Any(Exists))
        {
            Warn($"nothing in the image makes new {rule.What}; {rule.Cure}, or set Identities of the stream to \"keep\"");
        }
    }

    private bool Holds(IdentityRule rule, string path) => rule.Action switch
    {
        IdentityAction.Empty => made.Read(path) is { Length: > 0 } contents && !contents.AsSpan().StartsWith(UninitializedId),
        IdentityAction.GenerateInitiatorName => made.Read(path) is { } contents
            && (contents.AsSpan().StartsWith(InitiatorName) || contents.AsSpan().IndexOf([(byte)'\n', .. InitiatorName]) >= 0),
        _ => true,
    };

    private void ReplaceHostName(string path)
    {
        if (made.Read(path) is not { } contents)
        {
            return;
        }

        // Latin-1 keeps every byte.
        var text = Encoding.Latin1.GetString(contents);
        if (host.Replace(text) is var replaced && replaced != text)
        {
            Handle("host name of the build machine", [path], changed => Rewrite(changed, Encoding.Latin1.GetBytes(replaced)));
        }
    }

    /// <summary>Warns of identities that no rule knows.</summary>
    private void WarnOfOthers(CancellationToken cancellationToken)
    {
        var found = made.FindBelow(Configuration, MaximumNames, cancellationToken)
            .Where(path => !_handled.Contains(path))
            .Select(path => (Path: path, What: IdentityIn(path)))
            .Where(file => file.What is not null)
            .Take(MaximumWarnings + 1)
            .ToList();
        foreach (var (path, what) in found.Take(MaximumWarnings).OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            Warn($"{FileName.ToDisplay(path)} contains {what}");
        }

        if (found.Count > MaximumWarnings)
        {
            Warn($"more files below {Configuration} contain identities");
        }
    }

    private string? IdentityIn(string path) => made.Read(path) is not { } contents ? null
        : PrivateKey.IsIn(contents) ? "a private key that this build made"
        : host.AreIn(Encoding.Latin1.GetString(contents)) ? "the host name of the build machine"
        : null;

    private void Handle(string what, List<string> paths, Action<string> remove)
    {
        _handled.UnionWith(paths);
        if (!removes)
        {
            Warn($"the image contains the {what}: {Join(paths)}");
            return;
        }

        paths.ForEach(remove);
        session.Log.WriteLine($"identity removed: {what}: {Join(paths)}");
    }

    private void Remove(string path)
    {
        using var parent = image.OpenParent(path, out var name);
        TreeRemover.Remove(parent, name, CancellationToken.None);
    }

    /// <summary>Replaces the contents of a file; it keeps owner and mode.</summary>
    private void Rewrite(string path, byte[] contents)
    {
        using var parent = image.OpenParent(path, out var name);
        var status = parent.TryGetStatus(name) ?? throw new LinuxException("fstatat", path, Errno.ENOENT);
        FileReplacement.WriteFile(
            parent, name, status.Mode & FileModes.PermissionBits, file => RandomAccess.Write(file, contents, 0), owner: status);
    }

    private bool Exists(string path)
    {
        try
        {
            using var parent = image.OpenParent(path, out var name);
            return parent.TryGetStatus(name) is not null;
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }

    private void Warn(string warning) => session.Log.WarnOnce([warning]);

    private static string Join(IEnumerable<string> paths) => string.Join(", ", paths.Select(FileName.ToDisplay));
}
