using System.Diagnostics;
using System.Reflection;

namespace Imaginator.Hosting.Tests.Manuals;

/// <summary>The manual pages in packaging/man.</summary>
public sealed class ManualPageFileTests : IDisposable
{
    private static readonly string[] Macros = [".TH", ".SH", ".SS", ".PP", ".TP", ".br", ".RS", ".RE", ".EX", ".EE", ".\\\""];

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Pages => ["imaginator.8", "builder-tool.1"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Pages_AreValidRoff(string name)
    {
        var page = await ReadAsync(name);

        Assert.All(page.Split('\n').SkipLast(1), line =>
        {
            Assert.NotEqual("", line);
            Assert.False(line[0] is ' ' or '\'', line);
            Assert.True(line[0] != '.' || Macros.Contains(line.Split(' ')[0]), line);
        });
        Assert.Equal("", await WarningsOfGroffAsync(_directory.Write(name, page)));
    }

    private static async Task<string> ReadAsync(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("man/" + name)!);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Empty on machines without groff, which is not a requirement of this project.</summary>
    private static async Task<string> WarningsOfGroffAsync(string file)
    {
        if (!File.Exists("/usr/bin/groff"))
        {
            return "";
        }

        using var groff = Process.Start(
            new ProcessStartInfo("/usr/bin/groff", ["-man", "-Tutf8", "-wall", "-z", file]) { RedirectStandardError = true })!;
        var warnings = await groff.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await groff.WaitForExitAsync(TestContext.Current.CancellationToken);
        return warnings;
    }
}
