using System.Collections.Immutable;
using Imaginator.Benchmarks.Gate;
using Imaginator.Building.Sandboxing;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Scanning;

namespace Imaginator.Benchmarks.WholeSystem;

/// <summary>
/// The programs as they are published, on a real Debian tree, compared with system tools. Each of several rounds does
/// everything once, so that what disturbs the machine disturbs both sides; the medians count.
/// </summary>
internal sealed class SystemPart(BenchmarkArguments arguments) : IBenchmarkPart
{
    private const int ShortRounds = 3;
    private const int LongRounds = 5;
    private const int Commands = 20;
    private const string Group = "Whole system";

    // Copying is the least that a build without our ways would do: unpack the source image.
    private const string Copy = "cp -a";
    private const string CopyAndInstall = "cp -a, dpkg";
    private const string CopyAndHash = "cp -a, sha512sum";
    private const string Extract = "tar -x";
    private const string Hash = "sha512sum";
    private const string Unshare = "unshare";

    private static readonly string Cores = Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private readonly int _rounds = arguments.IsShort ? ShortRounds : LongRounds;
    private SystemSite? _site;
    private TreeRoot? _root;

    // Rounds of earlier measurements: each must change something new.
    private int _done;

    private readonly SandboxFactory _sandboxes =
        new(Path.Combine(arguments.Distribution, "imaginator-sandbox"), TimeProvider.System);

    public double Noise { get; private set; }

    public IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? keys)
    {
        var site = Site();
        (string Baseline, TimedWork Work)[] measured =
            [.. Measured(site, _root!).Where(pair => keys is null || keys.Contains(KeyOf(pair.Baseline, pair.Work)))];
        var needed = measured.Select(pair => pair.Baseline).Append(Copy).ToHashSet();
        var baselines = Baselines(site).Where(work => needed.Contains(work.Name)).ToDictionary(work => work.Name);

        // The same command as a baseline: what differs is noise.
        var copy = baselines[Copy];
        var again = copy.Again();
        for (var round = 0; round <= _rounds; round++)
        {
            Console.WriteLine(round == 0 ? "// Whole system: warming up" : $"// Whole system: round {round} of {_rounds}");
            foreach (var work in baselines.Values.Append(again).Concat(measured.Select(pair => pair.Work)))
            {
                work.Do(_done + round, isMeasured: round > 0);
            }
        }

        _done += _rounds + 1;
        Noise = Math.Max(Noise, NoiseProbe.Largest(copy.Rounds.Zip(again.Rounds)));
        return
        [
            .. measured.Select(pair => new MeasuredRatio(
                Group,
                NameOf(pair.Baseline, pair.Work),
                pair.Work.Milliseconds / baselines[pair.Baseline].Milliseconds,
                pair.Work.Milliseconds)),
        ];
    }

    public void Dispose()
    {
        _root?.Dispose();
        _site?.Dispose();
    }

    private static string NameOf(string baseline, TimedWork work) => $"{work.Name} / {baseline}";

    private static string KeyOf(string baseline, TimedWork work) => new MeasuredRatio(Group, NameOf(baseline, work), 0, 0).Key;

    private SystemSite Site()
    {
        if (_site is null)
        {
            Console.WriteLine("// Whole system: making a site");
            _site = SystemSite.Make(arguments);
            _root = TreeRoot.OpenImage(_site.Tree);
        }

        return _site;
    }

    private static IEnumerable<TimedWork> Baselines(SystemSite site)
    {
        var target = site.In("copy");
        void Remove(int round) => ToolRun.Run("rm", "-rf", "--one-file-system", target);
        void MakeCopy() => ToolRun.Run("cp", "-a", "--reflink=never", site.Tree, target);
        void HashAll() => ToolRun.Shell("cd \"$1\"; find . -type f -print0 | xargs -0 -P \"$2\" -n 256 sha512sum >/dev/null", site.Tree, Cores);
        yield return new(Copy, _ => MakeCopy()) { CleanUp = Remove };
        yield return new(CopyAndInstall, _ => Both(MakeCopy, () => SystemSite.InstallNaively(target))) { CleanUp = Remove };
        yield return new(CopyAndHash, _ => Both(MakeCopy, HashAll)) { CleanUp = Remove };
        yield return new(Extract, _ => ToolRun.Run("tar", "-C", target, "-xf", site.Archive))
        {
            Prepare = _ => Directory.CreateDirectory(target),
            CleanUp = Remove,
        };
        yield return new(Hash, _ => HashAll());
        yield return new(Unshare, _ =>
        {
            for (var i = 0; i < Commands; i++)
            {
                ToolRun.Run("unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "chroot", site.Tree, "/bin/true");
            }
        })
        { Repetitions = Commands };
    }

    private (string Baseline, TimedWork Work)[] Measured(SystemSite site, TreeRoot root)
    {
        var target = site.In("unpacked");
        var fresh = site.In("fresh");
        return
        [
            (Copy, new("nothing to do", _ => site.BuildNothing(SystemSite.EqualStream))),
            (Copy, new("no-op rebuild", _ => site.Build(SystemSite.EqualStream, site.State))),
            (Copy, new("rebuild that adds a file", _ => site.Build(SystemSite.FileStream, site.State))
            {
                Prepare = round => site.ChangeFile($"round {round}\n"),
            }),
            (CopyAndInstall, new("one-package rebuild", _ => site.Build(SystemSite.PackageStream, site.State))),
            (CopyAndHash, new("bootstrap pack", _ => site.Build(SystemSite.BaseStream, fresh))
            {
                CleanUp = _ => ToolRun.Run("rm", "-rf", "--one-file-system", fresh),
            }),
            (Extract, new("cold unpack", _ => site.Unpack(site.BaseImage, target))
            {
                CleanUp = _ => ToolRun.Run("rm", "-rf", "--one-file-system", target),
            }),
            (Hash, new("scan", _ => Scan(root))),
            (Unshare, new("sandbox command", _ => RunInSandboxAsync(site.Tree, Commands).GetAwaiter().GetResult())
            {
                Repetitions = Commands,
            }),
            (Unshare, new("sandbox made, used once and removed", _ =>
            {
                for (var i = 0; i < Commands; i++)
                {
                    RunInSandboxAsync(site.Tree, commands: 1).GetAwaiter().GetResult();
                }
            })
            { Repetitions = Commands }),
        ];
    }

    private static void Both(Action first, Action second)
    {
        first();
        second();
    }

    private static void Scan(TreeRoot root)
    {
        var upload = new NullUpload();
        new TreeScanner(TimeProvider.System).ScanAsync(root, null, upload, CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task RunInSandboxAsync(string tree, int commands)
    {
        var command = new SandboxCommand
        {
            Arguments = ["/bin/true"],
            Environment = ImmutableSortedDictionary<string, string>.Empty,
        };
        await using var sandbox = await _sandboxes.StartAsync(new SandboxSettings { RootDirectory = tree }, CancellationToken.None);
        for (var i = 0; i < commands; i++)
        {
            var result = await sandbox.RunAsync(command, new Silence(), CancellationToken.None);
            if (!result.Succeeded)
            {
                throw new InvalidOperationException($"/bin/true {result.Describe()}");
            }
        }
    }

    private sealed class Silence : IBuildLog
    {
        public void Write(ReadOnlySpan<byte> output)
        {
        }
    }
}
