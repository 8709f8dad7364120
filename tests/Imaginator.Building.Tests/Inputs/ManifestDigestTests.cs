using Imaginator.Building.Inputs;
using Imaginator.Building.Tests.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Inputs;

public sealed class ManifestDigestTests : IDisposable
{
    private readonly TestTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void TellsChangesOfEveryKindApart()
    {
        var digests = new HashSet<string> { Digest() };
        void ShouldChange(Action change)
        {
            change();
            Assert.True(digests.Add(Digest()), "the digest stayed the same");
            Assert.False(digests.Add(Digest()), "the digest changed by itself");
        }

        ShouldChange(() => _tree.File("a", "contents"));
        ShouldChange(() => _tree.File("a", "Contents"));
        ShouldChange(() => File.SetUnixFileMode(_tree["a"], UnixFileMode.UserRead));
        ShouldChange(() => File.Move(_tree["a"], _tree["b"]));
        ShouldChange(() => Directory.CreateDirectory(_tree["d"]));
        ShouldChange(() => File.Move(_tree["b"], _tree["d/b"]));
        ShouldChange(() => _tree.Link("link", "b"));
        ShouldChange(() =>
        {
            File.Delete(_tree["link"]);
            _tree.Link("link", "c");
        });
        ShouldChange(() => _tree.File("large", new string('x', 2 * 1024 * 1024)));
        ShouldChange(() => _tree.File("large", new string('x', (2 * 1024 * 1024) - 1) + "y"));
    }

    [Fact]
    public void FindsNamesOfVariablesInFiles()
    {
        _tree.File("scripts/s", "echo $COMMIT");
        using var root = TreeRoot.OpenManifest(_tree.Path);
        var (_, mentioned) = ManifestDigest.Compute(root, ["COMMIT", "BRANCH"], TestContext.Current.CancellationToken);
        Assert.Equal(["COMMIT"], mentioned);
    }

    private string Digest()
    {
        using var root = TreeRoot.OpenManifest(_tree.Path);
        return ManifestDigest.Compute(root, [], TestContext.Current.CancellationToken).Digest;
    }
}
