namespace Imaginator.Prose.Tests;

/// <summary>Limits and differences that nobody can guess are in the documents: without these sentences, people would call them faults.</summary>
public sealed class DocumentedBehaviourTests
{
    [Theory]
    [InlineData("reference/configuration.md", "`${$}` becomes a dollar sign")]
    [InlineData("reference/configuration.md", "quotation marks, white space and `#` are part of it")]
    [InlineData("reference/configuration.md", "Every file that a program reads must be a regular file")]
    [InlineData("explanation/configuration-changes.md", "A fault of one stream is a fault of that stream")]
    [InlineData("explanation/configuration-changes.md", "keeps only image streams that it found good")]
    [InlineData("reference/manifest.md", "a byte order mark (BOM) at the start")]
    [InlineData("reference/manifest.md", "Nothing leads out of the repository or of the")]
    [InlineData("reference/manifest.md", "Names and link targets can have any bytes that Linux permits")]
    [InlineData("reference/manifest.md", "`.git` directly in the manifest directory is not copied")]
    [InlineData("decisions/0014-when-a-cached-tree-is-trusted.md", "Only a sample of a cached tree is compared with its image before a build")]
    [InlineData("reference/certificates.md", "even an expired one or one of another CA")]
    [InlineData("reference/plugins.md", "credential helpers, `GIT_ASKPASS` | not used")]
    [InlineData("reference/plugins.md", "`url.*.insteadOf`, `http.*` and other settings of git")]
    [InlineData("reference/plugins.md", "`http.proxy` | not used; the variables `http_proxy`")]
    [InlineData("reference/plugins.md", "a pointer in an entry of the manifest is refused by name")]
    [InlineData("reference/plugins.md", "is repeated up to 3 times")]
    [InlineData("explanation/image-store.md", "Holes stay holes")]
    [InlineData("reference/builder-tool.md", "a multiple of 512 bytes up to 2 TiB")]
    [InlineData("reference/builder-tool.md", "The file is not a link or a device")]
    [InlineData("reference/builder-tool.md", "an empty `lost+found` does not count")]
    [InlineData("reference/workers.md", "the build waits up to 2 minutes for a worker")]
    [InlineData("explanation/workers.md", "whose configuration does not have the stream is passed over")]
    [InlineData("how-to/upgrade-and-back-up.md", "Before it converts a database, it keeps a copy of it")]
    [InlineData("explanation/build-disks.md", "`-buildDisk=filesystem` is refused at the start")]
    [InlineData("reference/plugins.md", "warns of unknown settings, with file and line")]
    [InlineData("reference/plugins.md", "builds and uploads wait for it")]
    [InlineData("how-to/add-a-packager.md", "A package list without packages is a failure of the list")]
    [InlineData("how-to/troubleshoot.md", "Builds wait that long for an imageserver that restarts")]
    public void Document_StatesIt(string document, string sentence)
    {
        var path = RepositoryFiles.ExistingPathOf(["docs", .. document.Split('/')]);
        Assert.Contains(sentence, File.ReadAllText(path), StringComparison.Ordinal);
    }
}
