using Imaginator.Linux;
using Imaginator.Sandbox;
using Imaginator.Sandbox.Protocol;

try
{
    return args is [MapHolder.Argument] ? MapHolder.Run() : SandboxLife.Run();
}
catch (Exception e) when (e is LinuxException or ProtocolException or IOException or UnauthorizedAccessException)
{
    StandardError.WriteLine(e.Message);
    return 1;
}
