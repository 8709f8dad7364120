using System.Text;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Tests.Servers;

/// <summary>A bare repository on the servers, made without a working tree.</summary>
public sealed class ServedRepository : IDisposable
{
    private readonly GitServers _servers;

    /// <summary>Makes an empty repository.</summary>
    /// <param name="servers">Who serves it.</param>
    /// <param name="suffix">The end of its name.</param>
    public ServedRepository(GitServers servers, string suffix = ".git")
    {
        this._servers = servers;
        Name = Guid.NewGuid().ToString("N") + suffix;
        LibGit2Sharp.Repository.Init(Path, isBare: true);
        Repository = new Repository(Path);
        Repository.Refs.UpdateTarget("HEAD", "refs/heads/master");
    }

    /// <summary>The path on every server, without a slash in front.</summary>
    public string Name { get; }

    /// <summary>The directory.</summary>
    public string Path => System.IO.Path.Combine(_servers.Root, Name);

    /// <summary>The repository.</summary>
    public Repository Repository { get; }

    /// <summary>The URL on nginx that needs no password.</summary>
    public string HttpUrl => $"http://127.0.0.1:{_servers.HttpPort}/{Name}";

    /// <summary>The same over https.</summary>
    public string HttpsUrl => $"https://127.0.0.1:{_servers.HttpsPort}/{Name}";

    /// <summary>The URL on sshd.</summary>
    public string SshUrl => $"ssh://{Environment.UserName}@127.0.0.1:{_servers.SshPort}{Path}";

    /// <summary>The URL on git daemon.</summary>
    public string DaemonUrl => $"git://127.0.0.1:{_servers.DaemonPort}/{Name}";

    /// <summary>The URL of the directory.</summary>
    public string FileUrl => $"file://{Path}";

    /// <summary>The URL on nginx that needs a password.</summary>
    /// <param name="credentials">What stands before the host, percent-encoded, with the @.</param>
    /// <returns>The URL.</returns>
    public string PrivateUrl(string credentials) => $"http://{credentials}127.0.0.1:{_servers.HttpPort}/private/{Name}";

    /// <summary>Commits files on top of a branch.</summary>
    /// <param name="branch">The branch; it is made where missing.</param>
    /// <param name="files">Paths and contents; what is not named stays.</param>
    /// <returns>The commit.</returns>
    public Commit Commit(string branch, params (string Path, string Contents)[] files)
    {
        var parent = Repository.Branches[branch]?.Tip;
        var definition = parent is null ? new TreeDefinition() : TreeDefinition.From(parent);
        foreach (var (path, contents) in files)
        {
            definition.Add(path, CreateBlob(Encoding.UTF8.GetBytes(contents)), Mode.NonExecutableFile);
        }

        return Commit(branch, Repository.ObjectDatabase.CreateTree(definition));
    }

    /// <summary>Commits a tree on top of a branch.</summary>
    /// <param name="branch">The branch; it is made where missing.</param>
    /// <param name="tree">The tree.</param>
    /// <returns>The commit.</returns>
    public Commit Commit(string branch, Tree tree)
    {
        var parent = Repository.Branches[branch]?.Tip;
        var who = new Signature("Tester", "tester@example.invalid", DateTimeOffset.UnixEpoch);
        var commit = Repository.ObjectDatabase.CreateCommit(
            who, who, "A change", tree, parent is null ? [] : [parent], prettifyMessage: false);
        Repository.Refs.Add($"refs/heads/{branch}", commit.Id, allowOverwrite: true);
        return commit;
    }

    /// <summary>Writes a blob.</summary>
    /// <param name="contents">Its bytes.</param>
    /// <returns>The blob.</returns>
    public Blob CreateBlob(byte[] contents)
    {
        using var stream = new MemoryStream(contents);
        return Repository.ObjectDatabase.CreateBlob(stream);
    }

    /// <summary>Writes a tree that no git would write.</summary>
    /// <param name="entries">The entries as they are stored: octal mode, bytes of the name, id of the object.</param>
    /// <returns>The tree.</returns>
    public Tree CreateRawTree(params (string Mode, byte[] Name, ObjectId Id)[] entries)
    {
        using var bytes = new MemoryStream();
        foreach (var (mode, name, id) in entries)
        {
            bytes.Write(Encoding.ASCII.GetBytes(mode + " "));
            bytes.Write(name);
            bytes.WriteByte(0);
            bytes.Write(id.RawId);
        }

        return Repository.Lookup<Tree>(Repository.ObjectDatabase.Write<Tree>(bytes.ToArray()));
    }

    /// <inheritdoc/>
    public void Dispose() => Repository.Dispose();
}
