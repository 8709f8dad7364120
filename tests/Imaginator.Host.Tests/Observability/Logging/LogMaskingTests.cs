using Imaginator.Building.Variables;
using Imaginator.Host.Observability.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

public sealed class LogMaskingTests
{
    private const string Secret = "pa\"ss<wörd>/1";

    [Theory]
    [InlineData(nameof(LogFormat.Text))]
    [InlineData(nameof(LogFormat.Json))]
    public void Secrets_AreMaskedInEveryOutput(string format)
    {
        using var log = new TestLog(settings => settings with { Format = Enum.Parse<LogFormat>(format), AlsoToStandardError = true });
        log.Log.Masking.Use(() => Masker);

        TestMessages.Started(log.Logger(), $"a {Secret} b", "ann");
        TestMessages.Fetched(log.Logger(), "https://u:" + Uri.EscapeDataString(Secret) + "@host/", new Login(Secret));
        TestMessages.CannotReload(log.Logger(), "/x", new InvalidOperationException("outer " + Secret, new IOException(Secret)));
        using (log.Logger().BeginScope(new Dictionary<string, object> { ["Token"] = Secret, ["List"] = new[] { Secret } }))
        {
            TestMessages.Started(log.Logger(), "b", "ann");
        }

        string[] outputs = [log.Latest, log.StandardError, string.Join('\n', log.Log.Recent.Newest())];
        Assert.All(outputs, output =>
        {
            Assert.Contains("***", output, StringComparison.Ordinal);
            foreach (var form in Forms)
            {
                Assert.DoesNotContain(form, output, StringComparison.OrdinalIgnoreCase);
            }
        });
    }

    [Fact]
    public void Secret_ThatOnlyTheMessageJoinsIsMasked()
    {
        using var log = new TestLog();
        log.Log.Masking.Use(() => Sentence);

        TestMessages.Started(log.Logger(), "base", "ann");

        Assert.Contains("***", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplacedSecrets_AreStillMaskedForAWhile()
    {
        using var log = new TestLog();
        var current = new SecretMasker(["secret-0"]);
        log.Log.Masking.Use(() => current);
        for (var version = 1; version <= 6; version++)
        {
            TestMessages.Started(log.Logger(), "x", "ann");
            current = new SecretMasker([$"secret-{version}"]);
        }

        var masked = log.Log.Masking.Mask("secret-2 secret-3 secret-4 secret-5 secret-6");

        Assert.Equal("secret-2 *** *** *** ***", masked);
        Assert.Equal(4, LogMasking.Versions);
    }

    private static readonly SecretMasker Masker = new([Secret]);
    private static readonly SecretMasker Sentence = new(["base started for ann"]);

    // As it is, in a URL, in JSON.
    private static readonly string[] Forms =
        [Secret, Uri.EscapeDataString(Secret), "pa\\\"ss", "pa\\u0022ss", "ss<w", "ss\\u003c"];

    private sealed record Login(string Password);
}
