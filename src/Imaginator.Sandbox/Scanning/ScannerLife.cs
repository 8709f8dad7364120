using Imaginator.Images;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Readers;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Exchange;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Sandbox.Scanning;

/// <summary>
/// The life of a scanner: a process that reads and hashes the tree of a build, with no access to anything else. Requests come on
/// standard input, replies go to standard output.
/// </summary>
/// <remarks>
/// <code>
/// 1 start      the paths of the tree
/// 2 open       the tree and its layers, through mounts that cannot be written to
/// 3 contain    from here on, nothing else can be opened    (ReaderContainment)
/// 4 respond    to requests, until the end of the input
/// </code>
/// </remarks>
internal static class ScannerLife
{
    /// <summary>The argument that selects this work.</summary>
    public const string Argument = "scan";

    // The files between walk and hashers (256), those that hashers have, and the directories of the walk.
    private const int MaximumFiles = 2048;

    /// <summary>Runs until the end of the input.</summary>
    public static int Run()
    {
        // 1: start.
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var reader = new MessageReader(input);
        var start = ScannerStart.Read(reader);
        LoadWhatIsOutside();

        // 2: open.
        var isOverlay = start.UpperPath.Length > 0;
        using var root = TreeRoot.OfImage(Open(start.RootPath, start.IsShifted ? IdShift.ForUserNamespace : default));
        using var upper = isOverlay ? Open(start.UpperPath, default) : null;
        using var work = isOverlay ? Open(start.WorkPath, default) : null;

        // 3: contain.
        ReaderContainment.Enter(start.UserId, MaximumFiles);

        // 4: respond.
        var source = isOverlay ? ScannerStart.ReadSource(reader) : null;
        var responder = new ScanResponder(
            new MessageWriter(output), root, upper is null || work is null ? null : (upper, work), source);
        Serve(reader, responder);
        return 0;
    }

    private static void Serve(MessageReader reader, ScanResponder responder)
    {
        var responding = Task.CompletedTask;
        while (ScanRequest.Read(reader) is { } request)
        {
            responding.GetAwaiter().GetResult();

            // Not here: this thread notices the end of the input, which ends the process during a scan, too.
            responding = Task.Run(() => RespondAsync(responder, request));
        }
    }

    private static async Task RespondAsync(ScanResponder responder, ScanRequest request)
    {
        try
        {
            await responder.RespondAsync(request);
        }
        catch (Exception e)
        {
            // The caller waits for a reply; the end of this process is one.
            Console.Error.WriteLine($"imaginator-sandbox: {e.Message}");
            Environment.Exit(1);
        }
    }

    // Files of the host that the runtime and the C library load when they are first used.
    private static void LoadWhatIsOutside()
    {
        ObjectHash.Compute([]);
        ContentAttributes.MayBeContent("security.selinux");
    }

    private static DirectoryHandle Open(string path, IdShift shift)
    {
        using var directory = DirectoryHandle.OpenHost(path);
        using var mount = DetachedMount.CopyForReading(directory);
        return mount.OpenRoot("", shift);
    }
}
