using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Inputs;

/// <summary>Digests the directory of a manifest: names, permissions, contents, targets of links.</summary>
internal sealed class ManifestDigest : IDisposable
{
    // Larger files are not scripts that use variables.
    private const int LargestText = 1024 * 1024;

    private readonly InputDigest _digest = new();
    private readonly string[] _searched;
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);

    private ManifestDigest(IEnumerable<string> searched) => _searched = [.. searched];

    /// <summary>Digests a manifest, and finds out which of some variables its files mention.</summary>
    public static (string Digest, IReadOnlySet<string> Mentioned) Compute(
        TreeRoot manifest, IEnumerable<string> variables, CancellationToken cancellationToken)
    {
        using var digest = new ManifestDigest(variables);
        digest.Add(manifest, cancellationToken);
        return (digest._digest.ToText(), digest._mentioned);
    }

    public void Dispose() => _digest.Dispose();

    private void Add(TreeRoot manifest, CancellationToken cancellationToken)
    {
        using var cursor = new TreeCursor(manifest.Directory, sorted: true);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cursor.TryNext(out var name))
            {
                AddEntry(cursor, name);
            }
            else if (cursor.Depth > 0)
            {
                cursor.Leave();
                _digest.Add("end", "");
            }
            else
            {
                return;
            }
        }
    }

    private void AddEntry(TreeCursor cursor, string name)
    {
        if (cursor.Current.TryGetStatus(name) is not { } status)
        {
            return;
        }

        _digest.Add("name", name);
        _digest.Add("mode", status.Mode.ToString(CultureInfo.InvariantCulture));
        switch (status.Type)
        {
            case FileType.Directory:
                cursor.Enter(name);
                break;
            case FileType.SymbolicLink:
                _digest.Add("target", cursor.Current.ReadSymbolicLink(name));
                break;
            case FileType.Regular:
                AddFile(cursor.Current, name, status);
                break;
        }
    }

    private void AddFile(DirectoryHandle directory, string name, FileStatus status)
    {
        using var file = directory.OpenFile(name);
        if (status.Size > LargestText)
        {
            using var stream = new FileStream(file, FileAccess.Read, 0);
            _digest.Add("contents", SHA256.HashData(stream));
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)status.Size);
        try
        {
            var length = RandomAccess.Read(file, buffer.AsSpan(0, (int)status.Size), 0);
            var contents = buffer.AsSpan(0, length);
            _digest.Add("contents", SHA256.HashData(contents));
            foreach (var searched in _searched)
            {
                if (contents.IndexOf(System.Text.Encoding.UTF8.GetBytes(searched)) >= 0)
                {
                    _mentioned.Add(searched);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
