using Imaginator.Linux;
using Imaginator.Sandbox;
using Imaginator.Sandbox.Channels;
using Imaginator.Sandbox.Protocol;
using Imaginator.Sandbox.Scanning;
using Imaginator.Scanning.Exchange;

try
{
    return args switch
    {
        [MapHolder.Argument] => MapHolder.Run(),
        [ScannerLife.Argument] => ScannerLife.Run(),
        _ => SandboxLife.Run(),
    };
}
catch (Exception e) when (e is LinuxException or ProtocolException or MessageException or IOException or UnauthorizedAccessException)
{
    StandardError.WriteLine(e.Message);
    return 1;
}
