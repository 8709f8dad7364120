using Imaginator.ImageStores;
using Imaginator.Plugins.S3.Settings;
using Imaginator.Testing;

namespace Imaginator.Plugins.S3.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Urls_HaveABucketAPrefixAndParameters()
    {
        Assert.Equal(
            new StoreUrl("images", "site/one/", new Uri("https://s3.example.org:9000"), "eu-central-1", UsesPathStyle: false),
            StoreUrl.Parse("s3://images/site/one?endpoint=https://s3.example.org:9000&region=eu-central-1&pathStyle=false"));
        Assert.Equal(
            new StoreUrl("images", "", null, "eu-central-1", UsesPathStyle: false), StoreUrl.Parse("s3://images?region=eu-central-1"));
        Assert.True(StoreUrl.Parse("s3://images/?endpoint=http://localhost").UsesPathStyle);
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://images")]
    [InlineData("s3://x/?region=r")]
    [InlineData("s3://images:80/?region=r")]
    [InlineData("s3://images/?region=r&region=s")]
    [InlineData("s3://images/?region=r&other=1")]
    [InlineData("s3://images/?region=r&pathStyle=yes")]
    [InlineData("s3://images/?endpoint=ftp://x")]
    [InlineData("s3://images/?endpoint=https://user:secret@x")]
    [InlineData("s3://images/?endpoint=https://x/path")]
    [InlineData("s3://images/a b?region=r")]
    [InlineData("s3://images/a//b?region=r")]
    [InlineData("s3://images/?region=r#fragment")]
    [InlineData("s3://user:secret@images/?region=r")]
    [InlineData("local:///store")]
    public void Refuses_UrlsThatAreNone(string url)
    {
        var exception = Assert.Throws<ImageStoreException>(() => StoreUrl.Parse(url));

        Assert.Equal(ImageStoreError.BadUrl, exception.Reason);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packSize", "1MiB")]
    [InlineData("requestTimeout", "1h")]
    [InlineData("parallelism", "0")]
    [InlineData("removalDelay", "1m")]
    [InlineData("objectProtection", "1h")]
    public void Refuses_SettingsOutsideOfTheirRange(string setting, string value)
    {
        var exception = Assert.Throws<SettingsException>(
            () => new PluginUnderTest(new S3Plugin(), new Dictionary<string, string?> { [setting] = value }));

        Assert.StartsWith($"setting {setting}: \"{value}\" ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provides_TheSchemeS3()
    {
        await using var plugin = new PluginUnderTest(new S3Plugin());

        Assert.Equal(["s3"], plugin.Get<IUploader>().Schemes);
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("[other]\naws_access_key_id = a\naws_secret_access_key = secret\n", "does not contain aws_access_key_id")]
    public async Task Explains_CredentialsFilesThatCannotBeUsed(string? contents, string fault)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf("credentials");
        if (contents is not null)
        {
            directory.Write("credentials", contents);
        }

        await using var plugin = new PluginUnderTest(new S3Plugin(), new Dictionary<string, string?> { ["credentialsFile"] = path });
        var exception = await Assert.ThrowsAsync<ImageStoreException>(
            () => plugin.Get<IUploader>().OpenAsync("s3://images/?endpoint=http://127.0.0.1:1", TestContext.Current.CancellationToken));

        Assert.Equal(ImageStoreError.AccessDenied, exception.Reason);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret\n", exception.Message, StringComparison.Ordinal);
    }
}
