using System.Text;
using Imaginator.Building.Sandboxing.Causes;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Tests.Sandboxing.Causes;

/// <summary>The line of a failure that a person would quote; see <c>Corpus/README.md</c>.</summary>
public sealed class CauseFinderTests
{
    private static readonly string Corpus = RepositoryFiles.ExistingPathOf(
        "tests", "Imaginator.Building.Tests", "Sandboxing", "Causes", "Corpus");

    public static TheoryData<string> Logs =>
    [
        .. Directory.EnumerateFiles(Corpus, "*.log", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Corpus, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Logs))]
    public void Finds_TheLineOfARealFailure(string name)
    {
        var (cause, log) = Read(name);
        Assert.Equal(cause, Find(log));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Finds_TheSameLine_WithCarriageReturnsColoursAndProgress(string name)
    {
        var (cause, log) = Read(name);
        var terminal = string.Join("\r\n", log.Split('\n').Select(line => $"\r10% [Working]\r\u001b[K\u001b[1m{line}\u001b[0m"));
        Assert.Equal(cause, Find(terminal));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Survived_FailureOfATool_IsNotTheCause(string name)
    {
        var (_, log) = Read(name);
        Assert.Equal("the real cause", Find($"{log}\nthe script goes on\nthe real cause\n"));
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Finds_TheLineAfterMuchOtherOutput(string name)
    {
        var (cause, log) = Read(name);
        var noise = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Unpacking package-{i} (1.0) ...\n"));
        Assert.Equal(cause, Find(noise + log));
    }

    [Theory]
    [InlineData(
        "dpkg: Fehler beim Bearbeiten des Paketes probe (--configure):\n"
        + " »installiertes post-installation-Skript des Paketes probe«-Unterprozess gab den Fehlerwert 7 zurück\n"
        + "dpkg: Abhängigkeitsprobleme verhindern Konfiguration von user:\n user hängt ab von probe; aber:\n"
        + "Fehler traten auf beim Bearbeiten von:\n probe\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n",
        "»installiertes post-installation-Skript des Paketes probe«-Unterprozess gab den Fehlerwert 7 zurück")]
    [InlineData(
        "dpkg: 处理软件包 probe (--configure)时出错：\n 已安装 probe 软件包 post-installation 脚本 子进程返回错误状态 7\n"
        + "在处理时有错误发生：\n probe\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n",
        "已安装 probe 软件包 post-installation 脚本 子进程返回错误状态 7")]
    [InlineData(
        "dpkg : erreur de traitement du paquet probe (--configure) :\n le sous-processus paquet probe script post-installation installé a renvoyé un état de sortie d'erreur 7\n"
        + "Des erreurs ont été rencontrées pendant l'exécution :\n probe\nE: Sub-process /usr/bin/dpkg returned an error code (1)\n",
        "le sous-processus paquet probe script post-installation installé a renvoyé un état de sortie d'erreur 7")]
    [InlineData(
        "dpkg: error processing package probe (--configure):\n subprocess installed post-installation script returned error exit status 7\n"
        + "Errors were encountered while processing:\n probe\n",
        "probe: subprocess installed post-installation script returned error exit status 7")]
    [InlineData(
        "Fehler: \n Problem: in Konflikt stehende Anforderungen\n  - nothing provides nope needed by probe-1-1.noarch from test\n"
        + "(versuchen Sie, '--skip-broken' hinzuzufügen, um nicht installierbare Pakete zu überspringen)\n",
        "nothing provides nope needed by probe-1-1.noarch from test")]
    [InlineData("Fehler: %prein(probe-1-1.noarch) Scriptlet fehlgeschlagen, Beenden-Status 3\nFehler: Transaktion fehlgeschlagen\n",
        "%prein(probe-1-1.noarch) Scriptlet fehlgeschlagen, Beenden-Status 3")]
    [InlineData(
        "Failed to resolve the transaction:\nProblem: conflicting requests\n  - nothing provides nope needed by probe-1-1.noarch from test\n"
        + "You can try to add to command line:\n  --skip-broken to skip uninstallable packages\n",
        "nothing provides nope needed by probe-1-1.noarch from test")]
    [InlineData(
        "Downloading metadata...\nerror: Could not depsolve transaction; 1 problem detected:\n Problem: conflicting requests\n"
        + "  - nothing provides nope needed by probe-1-1.noarch\n",
        "nothing provides nope needed by probe-1-1.noarch")]
    [InlineData(
        "ERROR: unable to select packages:\n  nosuchpackage (no such package):\n    required by: world[nosuchpackage]\n",
        "nosuchpackage (no such package)")]
    [InlineData(
        "WARNING: updating and opening http://mirror.example/main: temporary error (try again later)\n"
        + "ERROR: unable to select packages:\n  curl (no such package):\n    required by: world[curl]\n",
        "updating and opening http://mirror.example/main: temporary error (try again later)")]
    [InlineData(
        "ERROR: unable to select packages:\n  nodejs-20.15.1-r0:\n    breaks: world[nodejs=20.12.1-r0]\n",
        "breaks: world[nodejs=20.12.1-r0]")]
    [InlineData(
        "(1/1) Installing probe (1.0-r0)\nERROR: probe-1.0-r0.post-install: script exited with error 1\n1 error; 7 MiB in 15 packages\n",
        "probe-1.0-r0.post-install: script exited with error 1")]
    [InlineData("gcc -c a.c\na.c:3:1: error: unknown type name 'x'\nmake[1]: *** [Makefile:2: a.o] Error 1\nmake: *** [Makefile:9: all] Error 2\n",
        "a.c:3:1: error: unknown type name 'x'")]
    [InlineData("tar: invalid option -- 'Q'\nUsage: tar [OPTION...] [FILE]...\nTry 'tar --help' or 'tar --usage' for more information.\n",
        "tar: invalid option -- 'Q'")]
    public void Finds_TheCause_InOtherLanguagesAndTools(string log, string cause) => Assert.Equal(cause, Find(log));

    [Fact]
    public void Searches_TheLastRunOfATool_NotAnEarlierOneThatTheScriptSurvived()
    {
        const string First = "Reading package lists...\nE: Unable to locate package first\n";
        const string Second = "Reading package lists...\nE: Unable to locate package second\n";
        Assert.Equal("E: Unable to locate package second", Find(First + Second));
        Assert.Equal("error: second", Find("error: first\n" + string.Concat(Enumerable.Repeat("work\n", 40)) + "error: second\n"));
    }

    [Fact]
    public void NoOutput_HasNoCause()
    {
        Assert.Null(Find(""));
        Assert.Null(Find("\n \r\n\t\n"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(300_000)]
    public void Tail_KeepsTheEndOfTheOutput_InPiecesOfAnySize(int size)
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"line {i}\n"));
        var tail = new OutputTail();
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(size))
        {
            tail.Append(piece);
        }

        Assert.Equal(Enumerable.Range(29_990, 10).Select(i => $"line {i}"), tail.Lines());
        Assert.Equal("line 29999", tail.AllLines()[^1]);
        Assert.InRange(tail.AllLines().Length, 10_000, 20_000);
    }

    private static (string Cause, string Log) Read(string name)
    {
        var text = File.ReadAllText(Path.Combine(Corpus, name));
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (text[..end], text[(end + 1)..]);
    }

    private static string? Find(string log)
    {
        var tail = new OutputTail();
        tail.Append(Encoding.UTF8.GetBytes(log));
        return CauseFinder.Find(tail.AllLines());
    }
}
